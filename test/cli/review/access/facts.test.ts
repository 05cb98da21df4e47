import { analyseAccess } from "../../../../cli/src/review/access";
import type { AccessFacts } from "../../../../cli/src/review/model";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  allow,
  changed,
  execution,
  key,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  service,
  task,
  TASKS,
  type StatementJson,
} from "./made-world";
import { manyPolicies, manyServices } from "./many-services";

const GET = "secretsmanager:GetSecretValue";

describe("what a plan widens", () => {
  it("is what no reference needs: nothing of a new secret's grants", () => {
    const before = [allow(GET, secretArn("db")), allow("sqs:SendMessage", "arn:aws:sqs:::orders")];
    const after = [
      { ...allow(GET, [secretArn("db"), secretArn("mail")]), Sid: "Renamed" },
      allow(["sqs:SendMessage", "sqs:DeleteMessage"], "arn:aws:sqs:::orders"),
    ];
    const { widened } = factsOf([
      secret("db"),
      secret("mail"),
      ...execution("web", before, after),
      changed(
        "aws_ecs_task_definition",
        "web",
        task("web", "web", { DB: "db" }),
        task("web", "web", { DB: "db", MAIL: "mail" }),
      ),
    ]);

    expect(widened).toEqual([
      expect.objectContaining({ owner: "web", actions: ["sqs:DeleteMessage"] }),
    ]);
  });

  it("is a grant on more than the secret, although a reference needs part of it", () => {
    const wide = secretArn("db").replace("db-AbCdEf", "*");
    const { widened } = factsOf([
      secret("db"),
      ...execution("web", [], [allow(GET, wide)]),
      service("web", "web", { DB: "db" }),
    ]);

    expect(widened).toEqual([expect.objectContaining({ resources: [wide] })]);
  });

  it.each([
    [
      "an image",
      { image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1" },
      [
        allow("ecr:GetAuthorizationToken", "*"),
        allow("ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111122223333:repository/app"),
      ],
    ],
    [
      "a log",
      { logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/ecs/app" } } },
      [allow("logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/app:*")],
    ],
  ])("is nothing that %s needs", (_what, container, statements) => {
    const definition = task("web", "web", {}, container);
    const elsewhere = allow("ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111122223333:repository/b");
    const { widened } = factsOf([
      secret("db"),
      ...execution("web", [], [...statements, elsewhere]),
      same("aws_ecs_task_definition", "web", definition),
    ]);

    expect(widened.map(({ resources }) => resources)).toEqual([[elsewhere["Resource"]]]);
  });

  it("is a boundary that goes, and not one that comes", () => {
    const arn = "arn:aws:iam::111122223333:policy/limit";
    const limit = same("aws_iam_policy", "limit", { arn, policy: policy([allow("ssm:*", "*")]) });
    const role = (boundary: string): ReturnType<typeof roleValues> =>
      roleValues("web", { permissions_boundary: boundary });
    const change = (before: string, after: string): AccessFacts["widened"] =>
      factsOf([limit, changed("aws_iam_role", "web", role(before), role(after))]).widened;

    expect(change("", arn)).toEqual([]);
    expect(change(arn, "")).toEqual([
      expect.objectContaining({ policy: "boundary", actions: ["*"], resources: ["*"] }),
    ]);
  });

  it("is a trust in another principal, or under fewer conditions; not in ECS by a new role", () => {
    const role = (...trust: StatementJson[]): ReturnType<typeof roleValues> =>
      roleValues("web", { assume_role_policy: policy(trust) });
    const trusted = (before: StatementJson[] | undefined, after: StatementJson[]): unknown =>
      factsOf([
        changed("aws_iam_role", "web", before ? role(...before) : null, role(...after)),
      ]).trustWidened.map(({ principals }) => principals);
    const lambda = { ...TASKS, Principal: { Service: "lambda.amazonaws.com" } };
    const own = { ...TASKS, Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } };

    expect(trusted(undefined, [TASKS])).toEqual([]);
    expect(trusted([TASKS], [own])).toEqual([]);
    expect(trusted([own], [TASKS])).toEqual([["ecs-tasks.amazonaws.com"]]);
    expect(trusted([TASKS], [TASKS, lambda])).toEqual([["lambda.amazonaws.com"]]);
  });
});

describe("grants that nothing uses", () => {
  it("are those of execution roles on secrets that no task of theirs names", () => {
    const stranger = secretArn("elsewhere");
    const { unusedGrants } = factsOf([
      secret("db"),
      secret("mail"),
      ...execution("web", [allow(GET, [secretArn("db"), secretArn("mail"), stranger])]),
      ...execution("batch", [allow(GET, secretArn("mail"))]),
      service("web", "web", { DB: "db" }),
    ]);

    expect(unusedGrants).toEqual([
      { principal: "web", secret: "secret mail", before: true },
      { principal: "web", secret: "secret elsewhere", before: true },
    ]);
  });
});

describe("what everyone can reach", () => {
  const open = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::b/*",
  };
  const bucket = same("aws_s3_bucket", "b", { arn: "arn:aws:s3:::b", id: "b", bucket: "b" });
  const withPolicy = (statement: StatementJson): MadeChange =>
    changed("aws_s3_bucket_policy", "b", null, { bucket: "b", policy: policy([statement]) });

  it("is a bucket whose policy lets everyone in, unless that is blocked or bound to a principal", () => {
    const block = same("aws_s3_bucket_public_access_block", "b", {
      bucket: "b",
      block_public_policy: true,
    });
    const bound = { ...open, Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } };

    expect(factsOf([bucket, withPolicy(open)]).publicAccess).toEqual([
      expect.objectContaining({ subject: "bucket b", kind: "bucket", before: false }),
    ]);
    expect(factsOf([bucket, withPolicy(open), block]).publicAccess).toEqual([]);
    expect(factsOf([bucket, withPolicy(bound)]).publicAccess).toEqual([]);
  });

  it("is a secret and a key with such a policy", () => {
    const everyone = { ...open, Action: "*", Resource: "*" };
    const { publicAccess } = factsOf([
      secret("db", { policy: policy([everyone]) }),
      key([everyone]),
    ]);

    expect(publicAccess.map(({ subject, kind, before }) => [subject, kind, before])).toEqual([
      ["secret db", "policy", true],
      ["key aws_kms_key.key", "policy", true],
    ]);
  });
});

it.each(["own", "shared"] as const)(
  "takes seconds for 500 services with roles of %s",
  (roles) => {
    const changes = manyServices(500, roles);
    const started = process.cpuUsage();
    const { access, facts } = analyseAccess(madeInput(changes));
    const { user: microseconds } = process.cpuUsage(started);

    expect(access).toHaveLength(1_000);
    expect(facts.unreadable).toEqual([]);
    // Of the processor, however busy the machine is: two are usual; what is quadratic took minutes.
    expect(microseconds).toBeLessThan(30_000_000);
  },
  90_000,
);

it.each([
  ["everybody", "everybody of account 111122223333"],
  ["one", "role-0"],
] as const)(
  "takes seconds for 800 policies that let in %s",
  (whom, first) => {
    const changes = manyPolicies(800, whom);
    const started = process.cpuUsage();
    const { access } = analyseAccess(madeInput(changes));
    const { user: microseconds } = process.cpuUsage(started);

    expect(access).toHaveLength(800);
    expect(access[0]?.principal).toBe(first);
    // One or two are usual; with each role judged for each secret it were forty.
    expect(microseconds).toBeLessThan(15_000_000);
  },
  90_000,
);

function factsOf(changes: readonly MadeChange[]): AccessFacts {
  return analyseAccess(madeInput(changes)).facts;
}

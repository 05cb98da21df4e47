import { buildReport } from "../../../../cli/src/review";
import { readPlan } from "../../../../cli/src/review/plan";
import type { JsonObject } from "../../../../cli/src/json";
import { madePlan, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  execution,
  key,
  KEY_ARN,
  policy,
  same,
  secret,
  secretArn,
  service as definition,
  task,
  type StatementJson,
} from "./made-world";

const ROLE = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const READ = "secretsmanager:GetSecretValue";

/** What `restrictTo` makes: a statement that denies the read to all but some roles. */
function restricted(roles: readonly string[], Action = READ): StatementJson {
  const Condition = {
    ArnNotEquals: { "aws:PrincipalArn": [ROLE("deployer"), ...roles.map(ROLE)] },
  };
  return { Effect: "Deny", Principal: { AWS: "*" }, Action, Resource: "*", Condition };
}

/** A policy of the secret `db`, which becomes another one; of `undefined` there is none. */
function restriction(
  before: readonly StatementJson[] | undefined,
  after: readonly StatementJson[] | undefined,
): MadeChange {
  const of = (statements?: readonly StatementJson[]): JsonObject | null =>
    statements === undefined
      ? null
      : { secret_arn: secretArn("db"), policy: policy(statements), id: secretArn("db") };
  return changed("aws_secretsmanager_secret_policy", "db", of(before), of(after));
}

const DEFINITION = (family: string): string =>
  `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/${family}:3`;

/** A service with the task definition `web`. */
function runs(family = "web"): MadeChange {
  const values = { name: family, task_definition: DEFINITION(family) };
  return changed("aws_ecs_service", family, values, { name: family });
}

const READING = task("web", "web", { DB: "db" });
const EMPTY = task("web", "web", {});
const MOVES = changed("aws_ecs_task_definition", "web", READING, EMPTY);
const GRANT = allow(READ, secretArn("db"));
/** The role loses its grant by the same plan, after its service has moved. */
const READER = execution("web", [GRANT], []);
const ONE_STEP = [secret("db"), ...READER, MOVES, runs()];
const DROPS = restriction([restricted(["web", "worker"])], [restricted(["worker"])]);

/** Subjects, families and roles of what blocks in stacks that are applied one after the other. */
function found(...stacks: readonly (readonly MadeChange[])[]): readonly string[] {
  const inputs = stacks.map((changes, at) => ({
    name: `stack-${at}`,
    plan: readPlan(madePlan(changes)),
  }));
  return buildReport(inputs).stacks.flatMap(({ name, findings }) =>
    findings
      .filter(({ id, blocking }) => id === "READER-SHUT-OUT" && blocking)
      .map(({ subject, text, removed = [] }) => {
        const [, tasks = ""] = /tasks of (.*) run or may start/.exec(text) ?? [];
        return `${name}: ${subject} of ${tasks} by ${removed.join()}`;
      }),
  );
}

const FOUND = "stack-0: secret db of web by web";

describe("a policy that no longer admits a reader", () => {
  it("is found where the service moves by the same plan", () => {
    expect(found([...ONE_STEP, DROPS])).toEqual([FOUND]);
  });

  it.each<[string, readonly MadeChange[]]>([
    ["a service that goes", [changed("aws_ecs_service", "web", runs().before ?? {}, null)]],
    [
      "one that another program rolls out",
      [same("aws_ecs_service", "web", { task_definition: "web:3" })],
    ],
    [
      "a schedule",
      [
        changed(
          "aws_scheduler_schedule",
          "web",
          { target: [{ ecs_parameters: [{ task_definition_arn: DEFINITION("web") }] }] },
          { target: [{ ecs_parameters: [{}] }] },
        ),
      ],
    ],
  ])("is found where %s runs it", (_what, runners) => {
    expect(found([secret("db"), ...READER, MOVES, ...runners, DROPS])).toEqual([FOUND]);
  });

  it.each<[string, MadeChange]>([
    ["comes", restriction(undefined, [restricted(["worker"])])],
    [
      "denies another action, too",
      restriction([restricted(["web"])], [restricted(["web"]), restricted([], "secretsmanager:*")]),
    ],
  ])("is found where a restriction %s", (_what, change) => {
    expect(found([...ONE_STEP, change])).toEqual([FOUND]);
  });

  it("is found where the service gets another role, which takes the place of the old one", () => {
    const moves = changed(
      "aws_ecs_task_definition",
      "web",
      READING,
      task("web", "new", { DB: "db" }),
    );
    const swapped = restriction([restricted(["web"])], [restricted(["new"])]);
    const roles = [...READER, ...execution("new", [], [GRANT])];
    expect(found([secret("db"), ...roles, moves, runs(), swapped])).toEqual([FOUND]);
  });

  it("is found of a key and of a bucket", () => {
    const admits = (name: string): StatementJson => ({
      Effect: "Allow",
      Principal: { AWS: ROLE(name) },
      Action: "kms:Decrypt",
      Resource: "*",
    });
    const grants = [GRANT, allow("kms:Decrypt", KEY_ARN)];
    const [, decrypts] = [key(), key([admits("web"), admits("worker")])];
    const drops = { ...decrypts, actions: ["update"], after: key([admits("worker")]).after };
    const encrypted = [secret("db", { kms_key_id: KEY_ARN }), MOVES, runs()];
    expect(found([...encrypted, ...execution("web", grants, []), drops])).toEqual([
      "stack-0: key aws_kms_key.key of web by web",
    ]);

    const objects = { name: "files", bucket: "files", arn: "arn:aws:s3:::files", id: "files" };
    const file = task(
      "web",
      "web",
      {},
      {
        environmentFiles: [{ type: "s3", value: "arn:aws:s3:::files/web.env" }],
      },
    );
    const of = (roles: readonly string[]): JsonObject => ({
      bucket: "files",
      policy: policy([restricted(roles, "s3:GetObject")]),
    });
    expect(
      found([
        same("aws_s3_bucket", "files", objects),
        changed("aws_s3_bucket_policy", "files", of(["web"]), of([])),
        ...execution("web", [allow(["s3:GetObject", "s3:GetBucketLocation"], "*")]),
        changed("aws_ecs_task_definition", "web", file, EMPTY),
        runs(),
      ]),
    ).toEqual(["stack-0: bucket files of web by web"]);
  });

  it.each<[string, readonly MadeChange[]]>([
    ["stays as it is", [...ONE_STEP, restriction([restricted(["web"])], [restricted(["web"])])]],
    [
      "is taken from a role that nothing which runs reads it with",
      [secret("db"), ...execution("web", []), definition("web", "web", {}), runs(), DROPS],
    ],
    [
      "admits a reader that comes",
      [
        secret("db"),
        ...execution("web", [], [GRANT]),
        changed("aws_ecs_task_definition", "web", EMPTY, READING),
        runs(),
        restriction([restricted(["worker"])], [restricted(["web", "worker"])]),
      ],
    ],
    ["was for a service that has gone before", [secret("db"), ...READER, MOVES, DROPS]],
    ["was for another service", [secret("db"), ...READER, MOVES, runs("worker"), DROPS]],
    [
      "admitted it never",
      [...ONE_STEP, restriction([restricted(["worker"])], [restricted(["other"])])],
    ],
    ["goes", [...ONE_STEP, restriction([restricted(["web"])], undefined)]],
    [
      "admits it by a pattern",
      [...ONE_STEP, restriction([restricted(["web"])], [restricted(["w*"], READ)].map(likened))],
    ],
    [
      "admits it by its account",
      [
        ...ONE_STEP,
        restriction(
          [restricted(["web"])],
          [
            {
              ...restricted([]),
              Condition: { StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } },
            },
          ],
        ),
      ],
    ],
    ["changes with another secret", [...ONE_STEP, ofAnother()]],
  ])("is none where the policy %s", (_what, changes) => {
    expect(found(changes)).toEqual([]);
  });

  it("is another finding where the service cannot read it afterwards either", () => {
    const moves = changed("aws_ecs_task_definition", "web", READING, { ...READING, cpu: "512" });
    const changes = [secret("db"), ...execution("web", [GRANT]), moves, runs(), DROPS];
    expect(found(changes)).toEqual([]);
    const [stack] = buildReport([{ name: "dev", plan: readPlan(madePlan(changes)) }]).stacks;
    expect(stack?.findings.map(({ id }) => id)).toContain("UNREADABLE-SECRET");
  });
});

describe("a policy of one stack that no longer admits a reader of another one", () => {
  const PLATFORM = [secret("db"), DROPS];
  const SHOP = [...READER, MOVES, runs()];

  it("is found where that is applied after it, and only there", () => {
    expect(found(PLATFORM, SHOP)).toEqual([
      "stack-0: secret db of web of the stack stack-1 by web",
    ]);
    expect(found(SHOP, PLATFORM)).toEqual([]);
  });

  it("is found where the role has its grant from the stack of the secret", () => {
    const [role, grant] = READER;
    const shop = [MOVES, runs(), ...(role ? [role] : [])];
    expect(found([...PLATFORM, ...(grant ? [grant] : [])], shop)).toHaveLength(1);
  });

  it("is judged by the policy before, also where another stack makes the secret", () => {
    const made = [secret("db")];
    expect(found([DROPS], made, SHOP)).toHaveLength(1);
    const other = restriction([restricted(["worker"])], [restricted(["other"])]);
    expect(found([other], made, SHOP)).toEqual([]);
  });

  it("is found of a role that none of them makes", () => {
    expect(found(PLATFORM, [MOVES, runs()])).toHaveLength(1);
  });

  it("is found where the reader stays", () => {
    const stays = [...execution("web", [GRANT]), definition("web", "web", { DB: "db" })];
    expect(
      found(PLATFORM, [...stays, same("aws_ecs_service", "web", runs().before ?? {})]),
    ).toHaveLength(1);
  });

  it("is none where that stack reads nothing of it", () => {
    const idle = [...execution("web", [GRANT]), definition("web", "web", {}), runs()];
    expect(found(PLATFORM, idle)).toEqual([]);
  });
});

/** The same with patterns for ARNs. */
function likened(statement: StatementJson): StatementJson {
  const Condition = { ArnNotLike: { "aws:PrincipalArn": [ROLE("w*")] } };
  return { ...statement, Condition };
}

function ofAnother(): MadeChange {
  const of = (roles: readonly string[]): JsonObject => ({
    secret_arn: secretArn("other"),
    policy: policy([restricted(roles)]),
  });
  return changed("aws_secretsmanager_secret_policy", "other", of(["web"]), of([]));
}

import { buildReport, readConfig } from "../../../../cli/src/review/report";
import type { Finding } from "../../../../cli/src/review/model";
import type { JsonObject } from "../../../../cli/src/json";
import {
  ACCOUNT,
  allow,
  changed,
  parameter,
  policy,
  roleValues,
  secret,
  service,
  type StatementJson,
} from "../access/made-world";
import { madeInput, type MadeChange } from "../fixtures/made-plan";

const NEW_KEY: MadeChange = {
  address: "aws_kms_key.new",
  type: "aws_kms_key",
  actions: ["create"],
  after: { is_enabled: true, enable_key_rotation: true },
  unknown: { arn: true, id: true, key_id: true },
};

function blocking(changes: readonly MadeChange[]): readonly string[] {
  return severitiesOf(changes).filter((one) => one.startsWith("high"));
}

function severitiesOf(changes: readonly MadeChange[]): readonly string[] {
  const [stack] = buildReport([madeInput(changes)]).stacks;
  return (stack?.findings ?? []).map(({ severity, id }) => `${severity} ${id}`);
}

/** By kind of principal, what gives a new one its policy. */
const PRINCIPALS: Readonly<
  Record<string, (...statements: StatementJson[]) => readonly MadeChange[]>
> = {
  role: (...statements) => [
    changed("aws_iam_role", "new", null, roleValues("new")),
    changed("aws_iam_role_policy", "new", null, {
      role: "new",
      name: "p",
      policy: policy(statements),
    }),
  ],
  user: (...statements) => [
    changed("aws_iam_user", "new", null, { name: "new", path: "/" }),
    changed("aws_iam_user_policy", "new", null, {
      user: "new",
      name: "p",
      policy: policy(statements),
    }),
  ],
  group: (...statements) => [
    changed("aws_iam_group", "new", null, { name: "new", path: "/" }),
    changed("aws_iam_group_policy", "new", null, {
      group: "new",
      name: "p",
      policy: policy(statements),
    }),
  ],
  "permission set": (...statements) => [
    changed("aws_ssoadmin_permission_set", "new", null, {
      name: "new",
      arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
    }),
    changed("aws_ssoadmin_permission_set_inline_policy", "new", null, {
      permission_set_arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
      inline_policy: policy(statements),
    }),
  ],
  "managed policy": (...statements) => [
    changed("aws_iam_policy", "new", null, {
      arn: `arn:aws:iam::${ACCOUNT}:policy/new`,
      name: "new",
      policy: policy(statements),
    }),
  ],
};

describe.each(Object.entries(PRINCIPALS))("a new %s", (_kind, make) => {
  it.each<[string, StatementJson]>([
    ["a queue", allow("sqs:*", "*")],
    ["objects, of which no task receives any", allow(["s3:GetObject", "s3:ListBucket"], "*")],
    [
      "parameters that AWS publishes",
      allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/aws/service/ecs/*"),
    ],
    ["what denies", { Effect: "Deny", Action: "*", Resource: "*" }],
  ])("does not block for %s", (_what, statement) => {
    expect(blocking(make(statement))).toEqual([]);
  });

  it.each<[string, StatementJson]>([
    ["everything but", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
    ["a secret outside", allow("secretsmanager:GetSecretValue", "*")],
    ["parameters below a path", allow("ssm:GetParametersByPath", "arn:aws:ssm:*:*:parameter/shop")],
    ["in other letters", allow("SECRETSMANAGER:getsecretVALUE", "*")],
    ["a wildcard in the middle", allow("secretsmanager:G?tS*Value", "*")],
    ["any key", allow("kms:ReEncrypt*", "*")],
    ["grants of keys", allow("kms:CreateGrant", "*")],
    ["its own policies", allow("iam:CreatePolicyVersion", "*")],
    ["the policies of its group", allow("iam:PutGroupPolicy", "*")],
    ["keys of other users", allow("iam:CreateAccessKey", "*")],
    ["any role, passed on", allow(["iam:PassRole", "ecs:RunTask"], "*")],
    ["any role, assumed", allow("sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/elsewhere`)],
    ["a shell in any task", allow("ecs:ExecuteCommand", "*")],
    ["a share of parameters", allow("ram:*", "*")],
    ["the policies of secrets", allow("secretsmanager:PutResourcePolicy", "*")],
  ])("blocks for %s", (_what, statement) => {
    expect(blocking(make(statement))).toContain("high IAM-WIDENED");
  });
});

/** A new bucket that lets somebody in. */
const bucket = (principal: unknown): readonly MadeChange[] => [
  changed("aws_s3_bucket", "site", null, { bucket: "site", arn: "arn:aws:s3:::site" }),
  changed("aws_s3_bucket_policy", "site", null, {
    bucket: "site",
    policy: policy([
      { ...allow("s3:GetObject", "arn:aws:s3:::site/*"), Principal: principal as JsonObject },
    ]),
  }),
];

/** A new key that lets somebody decrypt. */
const key: MadeChange = {
  ...NEW_KEY,
  after: {
    ...NEW_KEY.after,
    policy: policy([
      { ...allow("kms:*", "*"), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
      { ...allow("kms:Decrypt", "*"), Principal: { AWS: "arn:aws:iam::444455556666:root" } },
    ]),
  },
};

const PARTNER = { AWS: "arn:aws:iam::444455556666:root" };
const FILES = service("app", "exec", {});
const WITH_FILE: MadeChange = {
  ...FILES,
  after: {
    ...FILES.after,
    container_definitions: JSON.stringify([
      { name: "app", environmentFiles: [{ type: "s3", value: "arn:aws:s3:::site/app.env" }] },
    ]),
  },
};

describe("what is new and holds no secret", () => {
  it.each([
    ["a bucket of a partner", bucket(PARTNER)],
    ["a key of a partner", [key]],
    ["a bucket of everybody", bucket("*")],
  ])("does not block: %s", (_what, changes) => {
    expect(blocking(changes)).toEqual([]);
    expect(severitiesOf(changes).join()).toMatch(/low IAM-WIDENED|medium PUBLIC-BUCKET/);
  });

  it.each([
    ["a bucket of a partner, where a task receives its object", [...bucket(PARTNER), WITH_FILE]],
    ["a key of a partner, beside a secret", [key, secret("db")]],
    ["a bucket of everybody, beside a parameter", [...bucket("*"), parameter("/shop/key")]],
    [
      "a key that is there already",
      [{ ...key, actions: ["update"], before: NEW_KEY.after ?? {}, unknown: {} }],
    ],
  ])("blocks: %s", (_what, changes) => {
    expect(blocking(changes).length).toBeGreaterThan(0);
  });

  it("blocks where another stack of the review holds a secret", () => {
    const [shop, keys] = [madeInput([secret("db")]), madeInput([key])];
    const { stacks } = buildReport([{ ...keys, name: "keys" }, shop]);
    expect(stacks[0]?.findings.some((one) => one.blocking)).toBe(true);
    expect(buildReport([keys]).verdict).toBe("clean");
  });

  it("blocks for a role that exists and gets its first policy here", () => {
    const given = { role: "elsewhere", name: "p", policy: policy([allow("sqs:*", "*")]) };
    expect(blocking([changed("aws_iam_role_policy", "p", null, given)])).toEqual([
      "high IAM-WIDENED",
    ]);
  });

  it("may pass on and assume the roles of the plan that read nothing, and no others", () => {
    const [role, statements] = [
      changed("aws_iam_role", "job", null, roleValues("job")),
      PRINCIPALS["role"],
    ];
    const caller = statements?.(
      allow(["iam:PassRole", "sts:AssumeRole"], `arn:aws:iam::${ACCOUNT}:role/job`),
    );
    expect(blocking([...(caller ?? []), role])).toEqual([]);
    const reads = changed("aws_iam_role_policy", "job", null, {
      role: "job",
      name: "p",
      policy: policy([allow("secretsmanager:GetSecretValue", "*")]),
    });
    const high = (changes: readonly MadeChange[]): readonly Finding[] =>
      (buildReport([madeInput(changes)]).stacks[0]?.findings ?? []).filter(
        ({ subject, blocking: blocks }) => blocks && subject === "new",
      );
    expect(high([...(caller ?? []), role, reads])).toHaveLength(1);
  });
});

it("a strict shop blocks it, too", () => {
  const config = readConfig(JSON.stringify({ version: 1, alsoBlock: ["IAM-WIDENED"] }));
  const input = madeInput(PRINCIPALS["role"]?.(allow("sqs:*", "*")) ?? []);
  const blocks = (stacks: ReturnType<typeof buildReport>["stacks"]): readonly string[] =>
    (stacks[0]?.findings ?? []).flatMap(({ id, blocking: one }) => (one ? [id] : []));
  expect(blocks(buildReport([input], { config }).stacks)).toEqual(["IAM-WIDENED"]);
  expect(buildReport([input], { config: { ...config, failOn: "never" } }).verdict).toBe("clean");
});

import type { JsonObject } from "../../../../cli/src/json";
import type { MadeChange } from "../fixtures/made-plan";
import { ANYBODY, GET, review, role } from "./attacks";
import {
  ACCOUNT,
  allow,
  changed,
  KEY_ARN,
  parameter,
  parameterArn,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  type StatementJson,
  TASKS,
} from "./made-world";

const DENY: StatementJson = {
  Effect: "Deny",
  Action: "*",
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const DENY_ALL = { ...DENY, Principal: "*" };
const OUTSIDE = `arn:aws:iam::${ACCOUNT}:policy/outside`;

function gone(type: string, name: string, values: JsonObject): MadeChange {
  return changed(type, name, values, null);
}

/** A policy of a principal, which goes. */
function inline(kind: string, ...statements: readonly StatementJson[]): MadeChange {
  const values = { [kind]: "app", name: "p", policy: policy(statements) };
  return gone(`aws_iam_${kind}_policy`, "p", values);
}

const USER = { name: "app", arn: `arn:aws:iam::${ACCOUNT}:user/app` };
const GROUP = same("aws_iam_group", "g", { name: "g" });
const OF_GROUP = same("aws_iam_group_policy", "p", {
  group: "g",
  name: "p",
  policy: policy([DENY]),
});

function said(changes: readonly MadeChange[]): readonly string[] {
  return review([secret("other"), ...changes])
    .findings.filter(({ id }) => /^(IAM-WIDENED|TRUST-WIDENED|CANNOT-PROVE)$/.test(id))
    .map(({ id, subject, text }) => `${id} ${subject}: ${text}`);
}

describe("what was denied by what goes with its owner", () => {
  it.each<[string, readonly MadeChange[]]>([
    [
      "a role and its policy",
      [gone("aws_iam_role", "app", roleValues("app")), inline("role", allow(GET, "*"), DENY)],
    ],
    [
      "a role and who may not assume it",
      [
        gone("aws_iam_role", "app", {
          ...roleValues("app"),
          assume_role_policy: policy([TASKS, { ...TASKS, Effect: "Deny", Principal: "*" }]),
        }),
      ],
    ],
    [
      "a role and a policy outside of the plan",
      [
        gone("aws_iam_role", "app", roleValues("app")),
        gone("aws_iam_role_policy_attachment", "p", { role: "app", policy_arn: OUTSIDE }),
      ],
    ],
    ["a user and its policy", [gone("aws_iam_user", "app", USER), inline("user", DENY)]],
    [
      "a user of a group",
      [
        GROUP,
        OF_GROUP,
        gone("aws_iam_user", "app", USER),
        gone("aws_iam_user_group_membership", "m", { user: "app", groups: ["g"] }),
      ],
    ],
    [
      "a secret and its policy",
      [
        gone("aws_secretsmanager_secret", "db", { arn: secretArn("db"), name: "db" }),
        gone("aws_secretsmanager_secret_policy", "db", {
          secret_arn: secretArn("db"),
          policy: policy([DENY_ALL]),
        }),
      ],
    ],
    [
      "a bucket and its policy",
      [
        gone("aws_s3_bucket", "b", { bucket: "b", arn: "arn:aws:s3:::b" }),
        gone("aws_s3_bucket_policy", "b", { bucket: "b", policy: policy([DENY_ALL]) }),
      ],
    ],
    ["a key", [gone("aws_kms_key", "k", { arn: KEY_ARN, policy: policy([DENY_ALL]) })]],
    [
      "a policy that nobody has",
      [gone("aws_iam_policy", "p", { name: "p", arn: OUTSIDE, policy: policy([DENY]) })],
    ],
  ])("widens nothing: %s", (_what, changes) => {
    expect(said(changes)).toEqual([]);
  });

  it.each<[string, string, readonly MadeChange[]]>([
    ["a role stays", "app", [role, inline("role", DENY)]],
    ["a role is no part of the plan", "role app", [inline("role", DENY)]],
    [
      "the members of a group stay",
      "group g",
      [
        gone("aws_iam_group", "g", { name: "g" }),
        gone("aws_iam_group_policy", "p", { group: "g", name: "p", policy: policy([DENY]) }),
      ],
    ],
    [
      "a secret stays",
      "secret db",
      [
        secret("db"),
        gone("aws_secretsmanager_secret_policy", "db", {
          secret_arn: secretArn("db"),
          policy: policy([DENY_ALL]),
        }),
      ],
    ],
    [
      "Terraform only forgets the role",
      "app",
      [{ ...role, actions: ["forget"], after: null }, inline("role", DENY)],
    ],
  ])("is missed where %s", (_what, subject, changes) => {
    expect(said(changes)).toEqual([
      `IAM-WIDENED ${subject}: Less is denied than before, and no reference to a secret needs it.`,
    ]);
  });
});

describe("a policy of which nothing is known, and that goes", () => {
  it.each([OUTSIDE, "arn:aws:iam::aws:policy/MadeTomorrow"])("may have denied: %s", (arn) => {
    const attached = { role: "app", policy_arn: arn };
    const name = arn.replace("arn:aws:iam::aws:policy/", "");
    expect(said([role, gone("aws_iam_role_policy_attachment", "p", attached)])).toEqual([
      `CANNOT-PROVE app: It no longer has ${name}, and the plan does not tell what that denied.`,
    ]);
  });

  it("is said once where it limited a role", () => {
    const limited = changed(
      "aws_iam_role",
      "app",
      roleValues("app", { permissions_boundary: OUTSIDE }),
      roleValues("app", { permissions_boundary: null }),
    );
    const found = review([secret("other"), limited]).findings;
    expect(found.map(({ id, added }) => [id, added])).toEqual([
      ["IAM-WIDENED", ["Allow * on *"]],
      ["PROTECTION-REMOVED", undefined],
    ]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "a permission set",
      [
        gone("aws_ssoadmin_account_assignment", "a", {
          permission_set_arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-2",
          principal_id: "p-1",
          principal_type: "GROUP",
          target_id: ACCOUNT,
        }),
      ],
    ],
    [
      "a share",
      [
        parameter("/p"),
        gone("aws_ram_resource_association", "r", {
          resource_arn: parameterArn("/p"),
          resource_share_arn: `arn:aws:ram:eu-west-1:${ACCOUNT}:resource-share/x`,
        }),
      ],
    ],
  ])("only allowed, as %s does", (_what, changes) => {
    expect(said(changes)).toEqual([]);
  });
});

it("shows a deny that comes beside what comes, and one that goes beside what goes", () => {
  const { Condition: when, ...deny } = DENY;
  void when;
  const of = (...statements: readonly StatementJson[]): JsonObject => ({
    role: "app",
    name: "p",
    policy: policy(statements),
  });
  const [more] = review([
    role,
    changed("aws_iam_role_policy", "p", of(allow(GET, "*")), of(allow("sns:*", "*"), deny)),
  ]).findings;
  expect(more).toMatchObject({
    removed: [`Allow ${GET} on *`],
    added: ["Allow sns:* on *", "Deny * on *"],
  });
  const bucket = same("aws_s3_bucket", "b", { bucket: "b", arn: "arn:aws:s3:::b" });
  const open = (statement: StatementJson): JsonObject => ({
    bucket: "b",
    policy: policy([statement]),
  });
  const [less] = review([
    bucket,
    changed(
      "aws_s3_bucket_policy",
      "b",
      open({ ...deny, Principal: "*" }),
      open(ANYBODY({ Principal: { AWS: "444455556666" }, Action: "s3:GetObject" })),
    ),
  ]).findings;
  expect(less?.added).toEqual(["Allow account 444455556666: s3:GetObject on *"]);
});

import type { JsonObject } from "../../../../cli/src/json";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { ACCOUNT, allow, changed, policy, same, secret } from "./made-world";

const INSTANCE = "arn:aws:sso:::instance/ssoins-1";
const ADMIN_ARN = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
const ADMIN = { name: "Admin", arn: ADMIN_ARN, instance_arn: INSTANCE };
const ALL = { permission_set_arn: ADMIN_ARN, inline_policy: policy([allow("*", "*")]) };
/** A permission set that exists and reads everything. */
const READS = [
  secret("db"),
  same("aws_ssoadmin_permission_set", "admin", ADMIN),
  same("aws_ssoadmin_permission_set_inline_policy", "admin", ALL),
];
const OPS = same("aws_identitystore_group", "ops", { group_id: "g-ops", display_name: "ops" });
const assigned = (more: JsonObject = {}): JsonObject => ({
  instance_arn: INSTANCE,
  permission_set_arn: ADMIN_ARN,
  principal_id: "g-ops",
  principal_type: "GROUP",
  target_id: ACCOUNT,
  target_type: "AWS_ACCOUNT",
  ...more,
});
const assignment = "aws_ssoadmin_account_assignment";
const membership = "aws_identitystore_group_membership";
const member = (group: string): JsonObject => ({ group_id: group, member_id: "u-alice" });

function said(changes: readonly MadeChange[]): readonly string[] {
  const [stack] = buildReport([madeInput(changes)]).stacks;
  return (stack?.findings ?? [])
    .filter(({ id }) => /^(TRUST-WIDENED|CANNOT-PROVE|IAM-WIDENED)$/.test(id))
    .map(({ id, severity, subject, text }) => `${id} ${severity} ${subject}: ${text}`);
}

describe("who signs in with a permission set that reads secrets", () => {
  it.each<[string, readonly MadeChange[], string]>([
    ["a group of the plan", [OPS, changed(assignment, "x", null, assigned())], "group ops"],
    ["a group outside", [changed(assignment, "x", null, assigned())], "group g-ops"],
    [
      "a user",
      [changed(assignment, "x", null, assigned({ principal_id: "u-1", principal_type: "USER" }))],
      "user u-1",
    ],
    [
      "another group instead",
      [changed(assignment, "x", assigned({ principal_id: "g-old" }), assigned())],
      "group g-ops",
    ],
  ])("is told when it gets more: %s", (_what, changes, who) => {
    expect(said([...READS, ...changes])).toEqual([
      `TRUST-WIDENED high permission set Admin: ${who} in account ${ACCOUNT} may now use permission set Admin, and reads every secret that it reads.`,
    ]);
  });

  it("is told of another account", () => {
    const there = assigned({ target_id: "999988887777" });
    expect(
      said([...READS, same(assignment, "here", assigned()), changed(assignment, "x", null, there)]),
    ).toEqual([expect.stringContaining("group g-ops in account 999988887777 may now use")]);
  });

  it("is a member of a group that has it, told of the member alone", () => {
    const joins = changed(membership, "x", null, member("g-ops"));
    expect(said([...READS, OPS, same(assignment, "x", assigned()), joins])).toEqual([
      `TRUST-WIDENED high permission set Admin: user u-alice of group ops in account ${ACCOUNT} may now use permission set Admin, and reads every secret that it reads.`,
    ]);
    const stays = same(membership, "x", member("g-ops"));
    expect(said([...READS, OPS, stays, changed(assignment, "x", null, assigned())])).toEqual([
      expect.stringMatching(/: group ops in account \d+ may now/),
    ]);
  });

  it("is nobody new where nothing comes", () => {
    expect(said([...READS, OPS, same(assignment, "x", assigned())])).toEqual([]);
    expect(said([...READS, OPS, changed(assignment, "x", assigned(), null)])).toEqual([]);
    const leaves = changed(membership, "x", member("g-ops"), null);
    expect(said([...READS, OPS, same(assignment, "x", assigned()), leaves])).toEqual([]);
  });

  it("is found where the group and the assignment are new, too", () => {
    const group: MadeChange = {
      address: "aws_identitystore_group.ops",
      type: "aws_identitystore_group",
      actions: ["create"],
      after: { display_name: "ops" },
      unknown: { group_id: true, id: true },
    };
    const { principal_id, ...known } = assigned();
    void principal_id;
    const given: MadeChange = {
      address: `${assignment}.x`,
      type: assignment,
      actions: ["create"],
      after: known,
      unknown: { principal_id: true },
      expressions: {
        principal_id: {
          references: ["aws_identitystore_group.ops.group_id", "aws_identitystore_group.ops"],
        },
      },
    };
    expect(said([...READS, group, given])).toEqual([
      expect.stringMatching(/: group ops in account \d+ may now/),
    ]);
  });
});

describe("what the plan does not tell", () => {
  it("is what a permission set outside allows: to who is assigned it, and to who joins", () => {
    expect(said([secret("db"), OPS, changed(assignment, "x", null, assigned())])).toEqual([
      `CANNOT-PROVE high group ops of IAM Identity Center: Permission set ps-1 in account ${ACCOUNT} is not part of this plan, so what it allows is not known.`,
    ]);
    const joins = changed(membership, "x", null, member("g-ops"));
    expect(said([secret("db"), OPS, same(assignment, "x", assigned()), joins])).toEqual([
      expect.stringContaining("CANNOT-PROVE high user u-alice of IAM Identity Center: Permission"),
    ]);
  });

  it("is what the members of a group outside may do", () => {
    expect(said([secret("db"), changed(membership, "x", null, member("g-1"))])).toEqual([
      "CANNOT-PROVE high user u-alice of IAM Identity Center: Group g-1 is not part of this plan, so what its members may do is not known.",
    ]);
    expect(said([secret("db"), same(membership, "x", member("g-1"))])).toEqual([]);
  });
});

describe("a new permission set", () => {
  const made = (statement: JsonObject): readonly MadeChange[] => [
    secret("db"),
    changed("aws_ssoadmin_permission_set", "admin", null, ADMIN),
    changed("aws_ssoadmin_permission_set_inline_policy", "admin", null, {
      ...ALL,
      inline_policy: policy([statement]),
    }),
    changed(assignment, "x", null, assigned()),
  ];

  it("that reads is told with who gets it, once", () => {
    expect(said(made(allow("secretsmanager:GetSecretValue", "*")))).toEqual([
      expect.stringContaining(`It is a new permission set, for group g-ops in account ${ACCOUNT}.`),
    ]);
  });

  it("that reads nothing is low, to whomever it goes", () => {
    expect(said(made(allow("sqs:*", "*"))).map((one) => one.split(":")[0])).toEqual([
      "IAM-WIDENED low permission set Admin",
      "TRUST-WIDENED low permission set Admin",
    ]);
  });
});

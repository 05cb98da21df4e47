import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const SECRET = "aws_secretsmanager_secret";
const VERSION = "aws_secretsmanager_secret_version";
const PARAMETER = "aws_ssm_parameter";
const KEY = "aws_kms_key";
const ARN = "arn:aws:kms:eu-central-1:111111111111:key/1";

const secret = { name: "shop/db", kms_key_id: ARN, recovery_window_in_days: 30 };
const parameter = { name: "/shop/key", type: "SecureString", key_id: ARN };
const rotated = { enable_key_rotation: true };
const KEPT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Deny", Action: "ssm:DeleteParameter", Resource: "arn:aws:ssm:::parameter/shop/key" },
  ],
});
const REPLACE = ["delete", "create"];

/** A finding, a change that has it, and what the text says. */
const HAS: readonly (readonly [string, MadeChange, string])[] = [
  [
    "SECRET-REPLACED",
    {
      type: SECRET,
      actions: ["create", "delete"],
      before: secret,
      after: { ...secret, name: "shop/new" },
      change: { replace_paths: [["name"]] },
    },
    "The secret is replaced because of name: its value and its versions do not move to the new one.",
  ],
  [
    "SECRET-REPLACED",
    { type: PARAMETER, actions: REPLACE, before: parameter, after: parameter },
    "parameter /shop/key is replaced: its value",
  ],
  [
    "SECRET-DESTROYED",
    { type: SECRET, actions: ["delete"], before: secret },
    "and can be restored for 30 days.",
  ],
  [
    "SECRET-DESTROYED",
    { type: SECRET, actions: ["delete"], before: { ...secret, recovery_window_in_days: 0 } },
    "at once and for good.",
  ],
  [
    "SECRET-DESTROYED",
    { type: PARAMETER, actions: ["delete"], before: parameter },
    "parameter /shop/key is deleted, at once and for good.",
  ],
  [
    "KEY-DESTROYED",
    { type: KEY, actions: ["delete"], before: { deletion_window_in_days: 7 } },
    "from then on nothing that it encrypts can be read, backups included, and after 7 days never",
  ],
  [
    "KEY-DESTROYED",
    { type: "aws_kms_replica_key", actions: REPLACE, before: {}, after: {} },
    "and after its deletion window never again",
  ],
  [
    "BUCKET-DESTROYED",
    { type: "aws_s3_bucket", actions: ["delete"], before: { force_destroy: true } },
    "The bucket is deleted, with every object and version in it.",
  ],
  [
    "BUCKET-DESTROYED",
    { type: "aws_s3_bucket", actions: REPLACE, before: {}, after: {} },
    "The bucket is replaced; AWS refuses that while it holds objects.",
  ],
  [
    "DELETION-ALLOWED",
    { type: "aws_iam_policy", actions: ["delete"], before: { policy: KEPT } },
    "It no longer denies to delete what it protected.",
  ],
  [
    "DELETION-ALLOWED",
    {
      type: "aws_iam_policy",
      actions: ["update"],
      before: { policy: KEPT },
      after: { policy: KEPT.replace("ssm:DeleteParameter", "ssm:PutParameter") },
    },
    "It no longer denies to delete",
  ],
  ["FORGOTTEN", { type: SECRET, actions: ["forget"], before: secret }, "Terraform forgets this"],
  [
    "IMPORTED",
    { type: KEY, actions: ["update"], before: rotated, after: rotated, change: { importing: {} } },
    "exists already and is imported; the apply then changes it.",
  ],
  [
    "NO-CMK",
    { type: SECRET, actions: ["create"], after: { ...secret, kms_key_id: null } },
    "secret shop/db is encrypted with the key that AWS manages",
  ],
  [
    "NO-CMK",
    {
      type: SECRET,
      actions: ["update"],
      before: secret,
      after: { ...secret, kms_key_id: "alias/aws/secretsmanager" },
    },
    "the key that AWS manages",
  ],
  [
    "NO-CMK",
    {
      type: PARAMETER,
      actions: ["create"],
      after: { name: "/shop/key", type: "SecureString" },
      unknown: { key_id: true },
      expressions: { name: { constant_value: "/shop/key" } },
    },
    "Give it a customer managed key (key_id).",
  ],
  [
    "NO-ROTATION",
    { type: KEY, actions: ["create"], after: { enable_key_rotation: false } },
    "This key is not rotated.",
  ],
  [
    "NO-ROTATION",
    { type: KEY, actions: ["update"], before: rotated, after: { enable_key_rotation: false } },
    "This key is no longer rotated.",
  ],
  [
    "NO-ROTATION",
    { type: "aws_secretsmanager_secret_rotation", actions: ["delete"], before: {} },
    "The rotation of this secret ends",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: SECRET,
      actions: ["update"],
      before: secret,
      after: { ...secret, recovery_window_in_days: 7 },
    },
    "recovery_window_in_days gets weaker",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_iam_role",
      actions: ["update"],
      before: { permissions_boundary: "arn:aws:iam::1:policy/b" },
      after: { permissions_boundary: "" },
    },
    "no boundary limits",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_s3_bucket",
      actions: ["update"],
      before: { force_destroy: false },
      after: { force_destroy: true },
    },
    "with everything in it",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_db_instance",
      actions: ["update"],
      before: { deletion_protection: true },
      after: { deletion_protection: false },
    },
    "deleted by a single call",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_ecs_service",
      actions: ["update"],
      before: { enable_execute_command: false },
      after: { enable_execute_command: true },
    },
    "gets a shell in its containers",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_ecs_service",
      actions: REPLACE,
      before: { enable_execute_command: false },
      after: { enable_execute_command: true },
    },
    "gets a shell in its containers",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_s3_bucket_public_access_block",
      actions: ["update"],
      before: { block_public_policy: true },
      after: { block_public_policy: false },
    },
    "block_public_policy gets weaker",
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_s3_bucket_public_access_block",
      actions: ["delete"],
      before: { block_public_policy: true },
    },
    "The public access block goes",
  ],
  [
    "UNPROTECTED-SECRET",
    { type: SECRET, actions: ["create"], after: { ...secret, recovery_window_in_days: 0 } },
    "recovery_window_in_days is 0",
  ],
  [
    "UNPROTECTED-SECRET",
    {
      type: SECRET,
      actions: ["create"],
      after: { ...secret, force_overwrite_replica_secret: true },
    },
    "force_overwrite_replica_secret is set",
  ],
  [
    "CREDENTIAL-IN-STATE",
    { type: "aws_iam_access_key", actions: ["create"], after: { user: "ci" } },
    "What this aws_iam_access_key makes",
  ],
  [
    "CREDENTIAL-IN-STATE",
    { type: "random_password", actions: ["create"], after: { length: 20 } },
    "What this random_password makes",
  ],
  [
    "VALUE-IN-STATE",
    {
      type: VERSION,
      actions: ["create"],
      after: {},
      unknown: { secret_id: true },
      expressions: { secret_string: { references: ["var.legacy"] } },
    },
    "Write it with secret_string_wo",
  ],
  [
    "VALUE-IN-STATE",
    {
      type: PARAMETER,
      actions: ["create"],
      after: parameter,
      expressions: { value: { references: ["var.legacy"] } },
    },
    "value of parameter /shop/key is kept in Terraform's state",
  ],
  ["WRITE-GAP", { type: VERSION, actions: REPLACE, before: {}, after: {} }, "dropped first"],
  [
    "WRITE-REFUSED",
    {
      type: PARAMETER,
      actions: ["update"],
      before: { ...parameter, description: "a", value_wo_version: 1 },
      after: { ...parameter, description: "b", value_wo_version: 1 },
      expressions: { value_wo: { references: ["var.key"] } },
    },
    "description changes, and value_wo_version does not",
  ],
];

/** A finding, and a change that looks like it and has it not. */
const HAS_NOT: readonly (readonly [string, MadeChange])[] = [
  ["SECRET-REPLACED", { type: VERSION, actions: REPLACE, before: {}, after: {} }],
  [
    "SECRET-REPLACED",
    {
      type: PARAMETER,
      actions: REPLACE,
      before: { ...parameter, type: "String" },
      after: { ...parameter, type: "String" },
    },
  ],
  ["SECRET-REPLACED", { type: SECRET, actions: ["update"], before: secret, after: secret }],
  ["SECRET-DESTROYED", { type: SECRET, actions: ["forget"], before: secret }],
  ["BUCKET-DESTROYED", { type: "aws_s3_bucket", actions: ["forget"], before: {} }],
  [
    "DELETION-ALLOWED",
    {
      type: "aws_iam_policy",
      actions: ["update"],
      before: { policy: KEPT },
      after: { policy: KEPT, description: "new" },
    },
  ],
  ["DELETION-ALLOWED", { type: "aws_iam_policy", actions: ["create"], after: { policy: KEPT } }],
  ["KEY-DESTROYED", { type: "aws_kms_alias", actions: ["delete"], before: {} }],
  ["NO-CMK", { type: SECRET, actions: ["create"], after: secret }],
  ["NO-CMK", { type: SECRET, actions: ["no-op"], before: { name: "a" }, after: { name: "a" } }],
  ["NO-CMK", { type: SECRET, actions: ["update"], before: { name: "a" }, after: { name: "a" } }],
  [
    "NO-CMK",
    {
      type: PARAMETER,
      actions: ["create"],
      after: { name: "/shop/key", type: "SecureString" },
      unknown: { key_id: true },
      expressions: { key_id: { references: ["aws_kms_key.new.arn"] } },
    },
  ],
  ["NO-ROTATION", { type: KEY, actions: ["create"], after: rotated }],
  [
    "NO-ROTATION",
    { type: KEY, actions: ["create"], after: { customer_master_key_spec: "RSA_2048" } },
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_iam_role",
      actions: ["update"],
      before: { permissions_boundary: "arn:aws:iam::1:policy/b" },
      after: {},
      unknown: { permissions_boundary: true },
    },
  ],
  [
    "PROTECTION-REMOVED",
    {
      type: "aws_iam_role",
      actions: ["update"],
      before: { permissions_boundary: "" },
      after: { permissions_boundary: null },
    },
  ],
  [
    "VALUE-IN-STATE",
    {
      type: VERSION,
      actions: ["create"],
      after: {},
      expressions: { secret_string_wo: { references: ["var.key"] } },
    },
  ],
  ["WRITE-GAP", { type: VERSION, actions: ["create", "delete"], before: {}, after: {} }],
  [
    "WRITE-REFUSED",
    {
      type: PARAMETER,
      actions: ["update"],
      before: { ...parameter, description: "a", value_wo_version: 1 },
      after: { ...parameter, description: "b", value_wo_version: 2 },
      expressions: { value_wo: { references: ["var.key"] } },
    },
  ],
  [
    "WRITE-REFUSED",
    {
      type: PARAMETER,
      actions: ["update"],
      before: { ...parameter, tags: {} },
      after: { ...parameter, tags: { a: "b" } },
      expressions: { value_wo: { references: ["var.key"] } },
    },
  ],
];

describe("findings about resources", () => {
  it.each(HAS)("%s is found: %j", (id, change, text) => {
    const [finding, ...more] = found(id, madeInput([change]));
    expect(more).toEqual([]);
    expect(finding?.subject).toBe(`${change.type}.it`);
    expect(`${finding?.text} ${finding?.remedy}`).toContain(text);
  });

  it.each(HAS_NOT)("%s is not found: %j", (id, change) => {
    expect(found(id, madeInput([change]))).toEqual([]);
  });

  it.each(["UNPROTECTED-SECRET", "CREDENTIAL-IN-STATE"])("weigh little: %s", (id) => {
    const made = HAS.filter(([one]) => one === id).map(([, change]) => change);
    const severities = made.flatMap((change) => found(id, madeInput([change])));
    expect(severities.map(({ severity }) => severity)).toEqual(["low", "low"]);
  });

  it("weigh more when Terraform forgets a secret", () => {
    const severity = (type: string): unknown =>
      found("FORGOTTEN", madeInput([{ type, actions: ["forget"], before: {} }]))[0]?.severity;
    expect([severity(SECRET), severity("aws_s3_bucket")]).toEqual(["medium", "low"]);
  });

  it("say nothing of what a later plan is left to do", () => {
    const input = madeInput([{ type: KEY, actions: ["create"], after: {} }]);
    const [change] = input.plan.changes;
    const changes = change === undefined ? [] : [{ ...change, deferred: "absent_prereq" }];
    expect(found("NO-ROTATION", { ...input, plan: { ...input.plan, changes } })).toEqual([]);
  });
});

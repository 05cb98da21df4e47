import { at, connected, type Body, type Check } from "./check";
import { addStatement, allows, principals } from "./policy";

const KEY = ["aws_kms_key"];
const SECRET = ["aws_secretsmanager_secret"];
const ROTATION = "aws_secretsmanager_secret_rotation";

/** Keys, parameters and secrets. */
export const encryptionChecks: readonly Check[] = [
  {
    ids: ["CKV_AWS_7", "KMS.4"],
    types: KEY,
    passes: (body) => body["enable_key_rotation"] === true,
    spoil: (body) => delete body["enable_key_rotation"],
  },
  {
    // Checkov lets a statement with any condition pass.
    ids: ["CKV_AWS_33", "KMS.5"],
    types: KEY,
    passes: (body) => !allows(body).some((allow) => principals(allow, "AWS").includes("*")),
    spoil: (body) => addStatement(body, { Principal: { AWS: ["*"] }, Action: "kms:Decrypt" }),
  },
  {
    ids: ["CKV_AWS_227"],
    types: KEY,
    passes: (body) => body["is_enabled"] !== false,
    spoil: (body) => void (body["is_enabled"] = false),
  },
  {
    ids: ["CKV2_AWS_64"],
    types: KEY,
    passes: (body) => body["policy"] !== undefined,
    spoil: (body) => delete body["policy"],
  },
  {
    ids: ["KMS.3"],
    types: KEY,
    option: "deletionProtection",
    passes: (body) => at(body, "lifecycle", "prevent_destroy") === true,
    spoil: (body) => delete body["lifecycle"],
  },
  {
    ids: ["CKV2_AWS_34"],
    types: ["aws_ssm_parameter"],
    passes: (body) => body["type"] === "SecureString",
    spoil: (body) => void (body["type"] = "String"),
  },
  {
    ids: ["CKV_AWS_337"],
    types: ["aws_ssm_parameter"],
    passes: (body) => body["key_id"] !== undefined,
    spoil: (body) => delete body["key_id"],
  },
  {
    ids: ["CKV_AWS_149"],
    types: SECRET,
    passes: (body) => /^(?!.*aws\/)./.test(String(body["kms_key_id"] ?? "")),
    spoil: (body) => void (body["kms_key_id"] = "alias/aws/secretsmanager"),
  },
  {
    ids: ["CKV2_AWS_57", "SecretsManager.1"],
    types: SECRET,
    option: "rotation",
    passes: (_, seen) => connected(ROTATION, seen).length > 0,
    spoil: (_, resources) => void (resources[ROTATION] = {}),
  },
  {
    ids: ["CKV_AWS_304"],
    types: [ROTATION],
    option: "rotation",
    passes: (body) => everyNinetyDays(body),
    spoil: (body) => void (body["rotation_rules"] = { automatically_after_days: 91 }),
  },
  {
    ids: ["SecretsManager.4"],
    types: SECRET,
    option: "rotation",
    passes: (_, seen) => connected(ROTATION, seen).some(everyNinetyDays),
    spoil: (_, resources) => void (resources[ROTATION] = {}),
  },
];

function everyNinetyDays(rotation: Body): boolean {
  return Number(at(rotation, "rotation_rules", "automatically_after_days")) <= 90;
}

import { listIn, own, textIn } from "../plan/json";
import type { Plan, ResourceChange } from "../plan";

/** An attribute that repeats what another resource says. */
interface Echo {
  readonly attribute: string;
  /** Type of the other resource. */
  readonly says: string;
  /** Its attribute that names the first one, and by what. */
  readonly names: readonly [string, string];
  /** Where both list parts: the part's name here and there. @default - it is one thing */
  readonly parts?: readonly [string | undefined, string];
}

const ECHOES: Readonly<Record<string, readonly Echo[]>> = {
  aws_iam_role: [
    {
      attribute: "inline_policy",
      says: "aws_iam_role_policy",
      names: ["role", "name"],
      parts: ["name", "name"],
    },
    {
      attribute: "managed_policy_arns",
      says: "aws_iam_role_policy_attachment",
      names: ["role", "name"],
      parts: [undefined, "policy_arn"],
    },
  ],
  aws_kms_key: [{ attribute: "policy", says: "aws_kms_key_policy", names: ["key_id", "key_id"] }],
  aws_secretsmanager_secret: [
    { attribute: "policy", says: "aws_secretsmanager_secret_policy", names: ["secret_arn", "arn"] },
  ],
  aws_s3_bucket: (
    [
      ["policy", "policy"],
      ["versioning", "versioning"],
      ["logging", "logging"],
      ["lifecycle_rule", "lifecycle_configuration"],
      ["server_side_encryption_configuration", "server_side_encryption_configuration"],
    ] as const
  ).map(([attribute, kind]) => {
    return { attribute, says: `aws_s3_bucket_${kind}`, names: ["bucket", "id"] };
  }),
};

/**
 * Whether an attribute differs only because another resource of the same configuration says so: that one is reviewed
 * itself. A part that no resource says, such as a policy that somebody added to a role by hand, is no echo.
 */
export function isEcho(plan: Plan, change: ResourceChange, attribute: string): boolean {
  return (ECHOES[change.type] ?? []).some((echo) => {
    if (echo.attribute !== attribute) return false;
    const [there, here] = echo.names;
    const name = textIn(change.before?.[here]);
    const saying = plan.changes.filter(
      ({ type, before }) => type === echo.says && name !== undefined && before?.[there] === name,
    );
    if (echo.parts === undefined) return saying.length > 0;
    const [inList, inResource] = echo.parts;
    const said = saying.map(({ before }) => before?.[inResource]);
    const parts = listIn(change.after?.[attribute]);
    return parts.every((part) => said.includes(inList === undefined ? part : own(part, inList)));
  });
}

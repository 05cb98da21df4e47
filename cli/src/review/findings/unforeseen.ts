import {
  changedAttributes,
  isKey,
  isSecret,
  listIn,
  own,
  textIn,
  type Plan,
  type ResourceChange,
} from "../plan";
import { settings, type FindingContext, type FindingRule, type Observation } from "./finding-rule";

export const unknownAction: FindingRule = {
  id: "UNKNOWN-ACTION",
  severity: "high",
  title: "Terraform plans an action that this version does not know",
  find: (context) => [...unknownChanges(context), ...invocations(context)],
};

function unknownChanges({ input }: FindingContext): readonly Observation[] {
  return input.plan.changes
    .filter(({ action }) => action === "unknown")
    .map(({ label, words = [] }) => {
      const named = words.filter((word) => /^[a-z-]{1,40}$/.test(word)).join(" and ");
      return {
        subject: label,
        text: `Terraform plans to ${named === "" ? "do something" : named} here, which is not understood.`,
        remedy: "Update ecs-secrets, or read this part of `terraform show` yourself.",
      };
    });
}

/** Actions of providers, such as calling a function: no plan says what comes of them. */
function invocations({ input }: FindingContext): readonly Observation[] {
  return input.plan.invocations.map(({ address }) => ({
    subject: address ?? "an action",
    text: "The apply invokes this action of a provider, and no plan says what comes of it.",
    remedy: "Read the `action` block, and waive this if it may do what it does.",
  }));
}

/** What a check says may quote values, so it is not shown. */
export const checkFailed: FindingRule = {
  id: "CHECK-FAILED",
  severity: "medium",
  title: "A check, precondition or postcondition of the configuration fails",
  find: ({ input }) =>
    input.plan.checks
      .filter(({ status }) => ["fail", "error"].includes(status))
      .map(({ name }) => ({
        subject: name,
        text: "What the configuration demands here is not so.",
        remedy: "`terraform plan` says what the check found.",
      })),
};

/** Types on which access to secrets hangs. */
const DECISIVE =
  /^aws_(iam_|kms_|secretsmanager_|ecs_task_definition|s3_access_point|s3control_|s3_bucket_(policy|public_access_block|acl))/;

export const drift: FindingRule = {
  id: "DRIFT",
  severity: "low",
  title: "A resource was changed outside Terraform; medium where access to secrets hangs on it",
  find: ({ input }) =>
    driftOf(input.plan).map((change) => {
      const decisive = DECISIVE.test(change.type) || isSecret(change) || isKey(change);
      return {
        subject: change.label,
        text: describe(input.plan, change),
        ...(change.action === "delete"
          ? {}
          : settings(change, ...differing(input.plan, change).split(", "))),
        remedy:
          "Find out who changed it and why; the apply takes back what the configuration says otherwise.",
        ...(decisive ? { severity: "medium" } : {}),
      };
    }),
};

/** What really differs: Terraform also lists tags that are none, before as after, and what another resource says. */
export function driftOf(plan: Plan): readonly ResourceChange[] {
  return plan.drift.filter(
    (change) => change.action === "delete" || differing(plan, change) !== "",
  );
}

function describe(plan: Plan, change: ResourceChange): string {
  if (change.action === "delete") return `This ${change.type} was deleted outside Terraform.`;
  return `This ${change.type} was changed outside Terraform: ${differing(plan, change)}.`;
}

function differing(plan: Plan, change: ResourceChange): string {
  return changedAttributes(change, (attribute) => isEcho(plan, change, attribute));
}

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
 * itself. A part that no resource says, such as a policy that was added to a role by hand, is no echo.
 */
function isEcho(plan: Plan, change: ResourceChange, attribute: string): boolean {
  // How many hold a policy is said where they hold it.
  if (attribute === "attachment_count") return true;
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

import { isMarked } from "../plan/marks";
import type { ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";

/** A setting that protects, and what it means that it goes. */
interface Protection {
  readonly type: RegExp;
  readonly attribute: string;
  /** Whether the protection is weaker afterwards. */
  weaker(before: unknown, after: unknown): boolean;
  readonly text: string;
}

const less = (before: unknown, after: unknown): boolean =>
  typeof before === "number" && typeof after === "number" && after < before;
const switchedOff = (before: unknown, after: unknown): boolean =>
  before === true && after === false;
const switchedOn = (before: unknown, after: unknown): boolean =>
  (before === false || before === null || before === undefined) && after === true;

const PROTECTIONS: readonly Protection[] = [
  {
    type: /^aws_secretsmanager_secret$/,
    attribute: "recovery_window_in_days",
    weaker: less,
    text: "once deleted, it can be restored for a shorter time, or not at all",
  },
  {
    type: /^aws_kms_(external_|replica_)?key$/,
    attribute: "deletion_window_in_days",
    weaker: less,
    text: "once deleted, it can be taken back for a shorter time",
  },
  {
    type: /^aws_kms_(external_|replica_)?key$/,
    attribute: "bypass_policy_lockout_safety_check",
    weaker: switchedOn,
    text: "AWS no longer checks that somebody can still manage it",
  },
  {
    type: /^aws_secretsmanager_secret_policy$/,
    attribute: "block_public_policy",
    weaker: switchedOff,
    text: "AWS no longer refuses a policy that lets everybody in",
  },
  {
    type: /^aws_s3_bucket$/,
    attribute: "force_destroy",
    weaker: switchedOn,
    text: "Terraform may delete it with everything in it",
  },
  {
    type: /^aws_iam_role$/,
    attribute: "permissions_boundary",
    weaker: (before, after) => typeof before === "string" && before !== "" && !after,
    text: "no boundary limits what may be granted to it any more",
  },
  {
    type: /^aws_/,
    attribute: "deletion_protection",
    weaker: switchedOff,
    text: "it can be deleted by a single call",
  },
];

/** A safety net that goes. */
export const protectionRemoved: FindingRule = {
  id: "PROTECTION-REMOVED",
  severity: "medium",
  title: "A protection of a secret, key, bucket or role gets weaker",
  find: ({ input }) =>
    input.plan.changes
      .filter(({ mode, action }) => mode === "managed" && action === "update")
      .flatMap((change) =>
        PROTECTIONS.filter((protection) => gets(protection, change)).map(({ attribute, text }) => ({
          subject: change.label,
          text: `${attribute} gets weaker: ${text}.`,
          remedy: `Keep ${attribute} as it is unless this resource is about to go.`,
        })),
      ),
};

function gets({ type, attribute, weaker }: Protection, change: ResourceChange): boolean {
  // What is not known yet is not gone.
  if (isMarked(change.afterUnknown, attribute)) return false;
  return type.test(change.type) && weaker(change.before?.[attribute], change.after?.[attribute]);
}

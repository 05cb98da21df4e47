import { parsePolicy, type PolicyDocument, type Statement } from "../../policy";
import { canonicalJson, textIn } from "../plan";

/** One action that a policy denies on one resource. */
export interface Denial {
  readonly action: string;
  readonly resource: string;
  /** Whom it binds and under which conditions, as text to compare. */
  readonly under: string;
  /** Whether it binds everyone whom the policy is about, whatever else is so. */
  readonly always: boolean;
  /** Action and resource, as findings show them. */
  readonly text: string;
}

/** What deletes something that holds a secret, or makes it useless as if it were deleted. */
const DELETIONS = [
  "kms:DeleteAlias",
  "kms:DeleteCustomKeyStore",
  "kms:DeleteImportedKeyMaterial",
  "kms:DisableKey",
  "kms:ScheduleKeyDeletion",
  "s3:DeleteBucket",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "secretsmanager:DeleteSecret",
  "secretsmanager:RemoveRegionsFromReplication",
  "ssm:DeleteParameter",
  "ssm:DeleteParameters",
];
const NAMED = /:(Delete|ScheduleKeyDeletion|DisableKey|RemoveRegionsFromReplication)/i;

/** The deletions that a policy denies; nothing where it is no policy: other findings say so. */
export function denialsIn(policy: unknown): readonly Denial[] {
  const text = textIn(policy);
  const document = text === undefined ? undefined : parsed(text);
  return (document?.statements ?? []).filter(({ effect }) => effect === "Deny").flatMap(denials);
}

function denials({ action, resource, principal, conditions }: Statement): readonly Denial[] {
  if (action.negated || resource === undefined || resource.negated) return [];
  const always =
    conditions.length === 0 &&
    (principal === undefined || (!principal.negated && principal.values.some(isEveryone)));
  const under = always ? "" : canonicalJson([principal ?? null, conditions]);
  // What denies everything under a condition, such as a request without TLS, is not about deletion.
  const deletions = action.values.filter(
    (pattern) =>
      NAMED.test(pattern) || (always && DELETIONS.some((one) => isWithin(one, pattern, "action"))),
  );
  return deletions.flatMap((one) =>
    resource.values.map((arn) => ({
      action: one,
      resource: arn,
      under,
      always,
      text: `${one} ${arn}`,
    })),
  );
}

function isEveryone({ kind, value }: { readonly kind: string; readonly value: string }): boolean {
  return kind === "Everyone" || (kind === "AWS" && value === "*");
}

/** Whether a denial is about an action on a resource. */
export function denies(denial: Denial, action: string, arn: string): boolean {
  return isWithin(action, denial.action, "action") && isWithin(arn, denial.resource, "resource");
}

/** Denials that no other one stands for. */
export function noLongerDenied(
  before: readonly Denial[],
  after: readonly Denial[],
): readonly Denial[] {
  return before.filter((denial) => !after.some((other) => standsFor(other, denial)));
}

function standsFor(other: Denial, denial: Denial): boolean {
  return (
    (other.always || other.under === denial.under) &&
    isWithin(denial.action, other.action, "action") &&
    isWithin(denial.resource, other.resource, "resource")
  );
}

/** Whether a pattern takes in all that another one stands for; never true by mistake. */
function isWithin(one: string, pattern: string, of: "action" | "resource"): boolean {
  const [text, wide] =
    of === "action" ? [one.toLowerCase(), pattern.toLowerCase()] : [one, pattern];
  let [at, next, star, retry] = [0, 0, -1, 0];
  while (at < text.length) {
    // A `*` of the text stands for many signs, which only a `*` takes in.
    const isSign = wide[next] === text[at] || (wide[next] === "?" && text[at] !== "*");
    if (wide[next] === "*") {
      star = next++;
      retry = at;
    } else if (isSign) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++retry;
    } else return false;
  }
  return /^\**$/.test(wide.slice(next));
}

function parsed(text: string): PolicyDocument | undefined {
  try {
    return parsePolicy(text);
  } catch {
    return undefined;
  }
}

import {
  goesWithKey,
  goesWithWhole,
  isMarked,
  leavesItsWhole,
  type Plan,
  type ResourceChange,
} from "../plan";
import { noLongerDenied, type Denial, denialsIn } from "./denied-deletions";
import type { FindingContext, FindingRule, Observation } from "./finding-rule";
import { letGo } from "./policies-let-go";

const POLICIES = /^aws_iam_((role|user|group)_)?policy$/;

/** Whoever was denied the deletion of something is denied it no longer. */
export const deletionAllowed: FindingRule = {
  id: "DELETION-ALLOWED",
  severity: "high",
  title: "A policy no longer denies to delete something, or no longer binds whom it bound",
  find: (context) => [...weakened(context), ...letGo(context)],
};

function weakened({ input: { plan } }: FindingContext): readonly Observation[] {
  return plan.changes.flatMap((change) => {
    const lost = lostBy(change, plan);
    if (lost.length === 0) return [];
    return [
      {
        subject: change.label,
        text: "It no longer denies to delete what it protected.",
        remedy: "Keep what it denies, unless what it protects is meant to go.",
        removed: lost.map(({ text }) => text),
      },
    ];
  });
}

function lostBy(change: ResourceChange, plan: Plan): readonly Denial[] {
  const { mode, type, action, before, after, afterUnknown } = change;
  if (mode !== "managed" || action === "no-op" || action === "forget") return [];
  const of = POLICIES.test(type) ? "principal" : WHOLES.get(type);
  if (of === undefined) return [];
  const isGone = action === "delete" || bindsAnother(change, plan);
  if (of !== "principal" && action === "delete" && of.goes(plan, before?.[of.attribute])) return [];
  if (!isGone && isMarked(afterUnknown, "policy")) return [];
  return noLongerDenied(denialsIn(before?.["policy"]), isGone ? [] : denialsIn(after?.["policy"]));
}

interface WholeOfPolicy {
  /** Names what the policy is of. */
  readonly attribute: string;
  /** Whether that goes with it. */
  goes(plan: Plan, name: unknown): boolean;
}

/** Policies of what is protected; whatever else they say is told where the plan has the whole. */
const WHOLES: ReadonlyMap<string, WholeOfPolicy> = new Map([
  ["aws_kms_key_policy", { attribute: "key_id", goes: goesWithKey }],
  [
    "aws_s3_bucket_policy",
    { attribute: "bucket", goes: (plan, name) => goesWithWhole(plan, name, "aws_s3_bucket") },
  ],
  [
    "aws_secretsmanager_secret_policy",
    {
      attribute: "secret_arn",
      goes: (plan, name) => goesWithWhole(plan, name, "aws_secretsmanager_secret"),
    },
  ],
]);

/** Whether the policy of a principal is replaced by that of another one, and the first one stays. */
function bindsAnother(change: ResourceChange, plan: Plan): boolean {
  const holder = POLICIES.exec(change.type)?.[2];
  if (holder === undefined) {
    const attribute = WHOLES.get(change.type)?.attribute;
    return attribute !== undefined && isOfAnother(change, plan, attribute);
  }
  return leavesItsWhole(plan, change, holder, { type: `aws_iam_${holder}`, names: ["name", "id"] });
}

function isOfAnother(change: ResourceChange, plan: Plan, attribute: string): boolean {
  const { action, before, after, afterUnknown } = change;
  if (action !== "replace" || WHOLES.get(change.type)?.goes(plan, before?.[attribute]))
    return false;
  return isMarked(afterUnknown, attribute) || after?.[attribute] !== before?.[attribute];
}

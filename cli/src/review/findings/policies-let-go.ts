import { parseArn } from "../../../../modules/facts";
import {
  canonicalJson,
  goesWithWhole,
  isMarked,
  leavesItsWhole,
  listIn,
  own,
  textIn,
  textsOf,
  type Plan,
  type ResourceChange,
} from "../plan";
import { Places, show, UNKNOWN_ACCOUNT } from "../world";
import { Bindings } from "./bindings";
import type { FindingContext, Observation } from "./finding-rule";

const ATTACHMENTS = /^aws_iam_(role|user|group)_policy_attachment$/;
/** What can have a boundary. */
const BOUND = /^aws_iam_(role|user)$/;
const EXCLUSIVE = /^aws_iam_(role|user|group)_(policies|policy_attachments)_exclusive$/;
const OF_SETS =
  /^aws_ssoadmin_(permissions_boundary_attachment|customer_managed_policy_attachment)$/;

/** Policies that deny deletions and stay, and are detached, or are a boundary no longer. */
export function letGo({ input, all }: FindingContext): readonly Observation[] {
  const bindings = new Bindings(all);
  return input.plan.changes.flatMap((change) => {
    const removed = lostBy(change, input.plan, bindings);
    if (removed === undefined) return [];
    const isKnown = removed.length > 0;
    return [
      {
        subject: change.label,
        text: isKnown
          ? "It no longer has the policy that denies to delete what that protects."
          : "It no longer has a policy or boundary of which no plan of this review tells what it denies.",
        remedy: "Leave the policy in its place, unless what it protects is meant to go.",
        ...(isKnown ? { removed } : {}),
      },
    ];
  });
}

/** What is denied no longer. @returns nothing where that is so of nothing; an empty list where no plan tells */
function lostBy(
  change: ResourceChange,
  plan: Plan,
  bindings: Bindings,
): readonly string[] | undefined {
  const { mode, type, action } = change;
  if (mode !== "managed" || action === "no-op" || action === "forget") return undefined;
  if (OF_SETS.test(type)) return takenFromSet(change, plan, bindings);
  if (EXCLUSIVE.test(type)) return leftOut(change, plan, bindings);
  const lost = bindings.deniedBy(BOUND.test(type) ? boundaryOf(change) : detachedBy(change, plan));
  return filled(lost);
}

/** The ARN of the policy that bounds it no longer. */
function boundaryOf({ action, before, after, afterUnknown }: ResourceChange): string | undefined {
  if (!["update", "replace"].includes(action)) return undefined;
  if (isMarked(afterUnknown, "permissions_boundary")) return undefined;
  const arn = textIn(before?.["permissions_boundary"]);
  return textIn(after?.["permissions_boundary"]) === arn ? undefined : arn;
}

/** The ARN of the policy that it no longer has. */
function detachedBy({ type, action, before }: ResourceChange, plan: Plan): string | undefined {
  const holder = ATTACHMENTS.exec(type)?.[1];
  if (holder === undefined || !["delete", "replace"].includes(action)) return undefined;
  // Another resource may attach it to the same role.
  const again = plan.changes.some(
    (other) =>
      other.type === type &&
      textIn(other.after?.[holder]) === textIn(before?.[holder]) &&
      (isMarked(other.afterUnknown, "policy_arn") ||
        textIn(other.after?.["policy_arn"]) === textIn(before?.["policy_arn"])),
  );
  return again ? undefined : textIn(before?.["policy_arn"]);
}

const SET = { type: "aws_ssoadmin_permission_set", names: ["arn", "id"] };

/** Permission sets name policies that each of their accounts has. */
function takenFromSet(
  change: ResourceChange,
  plan: Plan,
  bindings: Bindings,
): readonly string[] | undefined {
  const { type, action, before } = change;
  const isBoundary = type === "aws_ssoadmin_permissions_boundary_attachment";
  if (goesWithWhole(plan, before?.["permission_set_arn"], SET.type)) return undefined;
  if (!["delete", "replace", "update"].includes(action)) return undefined;
  const old = referenceIn(before);
  const isAgain = plan.changes.some(
    (other) =>
      other.type === type &&
      textIn(other.after?.["permission_set_arn"]) === textIn(before?.["permission_set_arn"]) &&
      canonicalJson(referenceIn(other.after)) === canonicalJson(old),
  );
  if (isAgain && !leavesItsWhole(plan, change, "permission_set_arn", SET)) return undefined;
  const lost = bindings.deniedByName(old);
  return isBoundary ? lost : filled(lost);
}

/** Name and path of a policy, or the ARN of one that AWS manages. */
function referenceIn(values: unknown): { name?: string; path?: string; arn?: string } {
  const [boundary = values] = listIn(own(values, "permissions_boundary"));
  const [policy] = listIn(own(boundary, "customer_managed_policy_reference"));
  const name = textIn(own(policy, "name"));
  if (name !== undefined) return { name, path: textIn(own(policy, "path")) ?? "/" };
  return { arn: textIn(own(boundary, "managed_policy_arn")) ?? "" };
}

/** Whoever says which policies a principal has, takes all others from it. */
function leftOut(
  change: ResourceChange,
  plan: Plan,
  bindings: Bindings,
): readonly string[] | undefined {
  const { type, address, action, before, after, afterUnknown } = change;
  const [, kind = "", what] = EXCLUSIVE.exec(type) ?? [];
  const list = what === "policies" ? "policy_names" : "policy_arns";
  if (action === "delete" || isMarked(afterUnknown, list)) return undefined;
  const holder = textIn(after?.[`${kind}_name`]);
  if (holder === undefined) return undefined;
  const isSame = textIn(before?.[`${kind}_name`]) === holder;
  const [had, left] = [before, after].map((values) => new Set(textsOf(values?.[list])));
  const isLost = (name: string): boolean => {
    // What it left out before was taken away then.
    if (isSame && had?.has(name) === false) return false;
    return left?.has(name) === false;
  };
  if (list === "policy_names") return filled(bindings.inlineOf(kind, holder, isLost));
  const account = show(new Places(plan).of({ address }).account);
  const lost = bindings
    .attachedTo(kind, holder)
    .filter((arn) => isLost(arn) && !goesWithWhole(plan, arn, "aws_iam_policy"))
    .filter((arn) => isOf(account, parseArn(arn)?.account));
  const denied = lost.flatMap((arn) => bindings.deniedBy(arn));
  return lost.every((arn) => bindings.knows(arn)) ? filled(denied) : denied;
}

/** Two accounts can each have a role of one name. AWS's own policies deny nothing that these modules protect. */
function isOf(account: string, owner: string | undefined): boolean {
  return account === UNKNOWN_ACCOUNT ? owner !== "aws" : owner === account;
}

function filled(lost: readonly string[]): readonly string[] | undefined {
  return lost.length === 0 ? undefined : lost;
}

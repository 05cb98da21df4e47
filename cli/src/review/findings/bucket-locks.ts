import {
  goesWithWhole,
  isMarked,
  leavesItsWhole,
  listIn,
  mayChange,
  own,
  textIn,
  type JsonObject,
  type Plan,
  type ResourceChange,
} from "../plan";
import { isOfNewBucket } from "./deleted-objects";
import type { Observation } from "./finding-rule";

/** What keeps the versions of objects, where it ends or holds for a shorter time while its bucket stays. */
export function unlockedBuckets(plan: Plan): readonly Observation[] {
  return plan.changes
    .filter(
      ({ mode, deposed, leavesOld }) => mode === "managed" && deposed === undefined && !leavesOld,
    )
    .flatMap((change) => weakerIn(change, plan).map((text) => observed(change, text)));
}

function observed({ label }: ResourceChange, text: string): Observation {
  const remedy =
    "Keep it while anything in the bucket is needed: it is what brings a deleted object back.";
  return { subject: label, text, remedy, severity: "high" };
}

const SUSPENDED =
  "The bucket keeps no versions any more: whoever deletes or overwrites an object from now on does so for good.";
const WITHOUT_MFA = "Versions can be deleted without a second factor from now on.";
const UNLOCKED = "Objects are no longer locked against deletion, or for a shorter time.";

const BUCKET = { type: "aws_s3_bucket", names: ["bucket", "id"] };

function weakerIn(change: ResourceChange, plan: Plan): readonly string[] {
  switch (change.type) {
    case "aws_s3_bucket_versioning":
      if (change.action === "create" && isOfNewBucket(change, plan)) return [];
      return versioning(change, ends(change, plan));
    case "aws_s3_bucket_object_lock_configuration":
      return isShorter(change, "rule", ends(change, plan)) ? [UNLOCKED] : [];
    case "aws_s3_bucket":
      return change.action === "update" ? inline(change) : [];
    case "aws_s3_object":
    case "aws_s3_object_copy":
      return change.action === "update" && isObjectUnlocked(change) ? [OBJECT] : [];
    default:
      return [];
  }
}

/** Whether a setting goes, or is replaced by that of another bucket, and its bucket stays. */
function ends(change: ResourceChange, plan: Plan): boolean {
  if (change.action !== "delete") return leavesItsWhole(plan, change, "bucket", BUCKET);
  return !goesWithWhole(plan, change.before?.["bucket"], BUCKET.type);
}

function versioning(change: ResourceChange, isEnded: boolean): readonly string[] {
  const list = "versioning_configuration";
  const { action, before, after, afterUnknown } = change;
  const [old, now] = [before, after].map((values) => first(values, list));
  const isUnknown = isMarked(firstMark(afterUnknown, list), "status");
  if (action === "create") {
    // Of a bucket that was there: only one that kept versions can stop.
    return textIn(now?.["status"]) === "Suspended" ? [SUSPENDED] : [];
  }
  if (!isEnded && !["update", "replace"].includes(action)) return [];
  const isOff = isEnded || isUnknown || textIn(now?.["status"]) !== "Enabled";
  const isAlone = isEnded || textIn(now?.["mfa_delete"]) !== "Enabled";
  return [
    ...(old?.["status"] === "Enabled" && isOff ? [SUSPENDED] : []),
    ...(old?.["mfa_delete"] === "Enabled" && isAlone ? [WITHOUT_MFA] : []),
  ];
}

/** The same settings where a bucket holds them itself. */
function inline(change: ResourceChange): readonly string[] {
  const { before, after, afterUnknown } = change;
  const isUnknown = (name: string): boolean =>
    isMarked(afterUnknown, "versioning") || isMarked(firstMark(afterUnknown, "versioning"), name);
  const [old, now] = [before, after].map((values) => first(values, "versioning"));
  const isOff = (name: string): boolean =>
    old?.[name] === true && (isUnknown(name) || now?.[name] !== true);
  const lock = "object_lock_configuration";
  const [rule, other] = [before, after].map((values) => first(values, lock));
  const isUnlocked =
    mayChange(change, lock) &&
    isShorter(
      { ...change, before: rule, after: other, afterUnknown: firstMark(afterUnknown, lock) },
      "rule",
      false,
    );
  return [
    ...(isOff("enabled") ? [SUSPENDED] : []),
    ...(isOff("mfa_delete") ? [WITHOUT_MFA] : []),
    ...(isUnlocked ? [UNLOCKED] : []),
  ];
}

/** Whether objects are locked by default for a shorter time than before, or more people may unlock them. */
function isShorter(
  {
    action,
    before,
    after,
    afterUnknown,
  }: Pick<ResourceChange, "action" | "before" | "after" | "afterUnknown">,
  list: string,
  isEnded: boolean,
): boolean {
  const old = first(first(before, list), "default_retention");
  if (old === undefined) return false;
  if (isEnded) return true;
  if (!["update", "replace"].includes(action)) return false;
  if (isMarked(afterUnknown, list)) return true;
  const now = first(first(after, list), "default_retention");
  return now === undefined || daysOf(now) < daysOf(old) || isLooser(old["mode"], now["mode"]);
}

function daysOf({ days, years }: JsonObject): number {
  const [perDay, perYear] = [days, years].map((count) => (typeof count === "number" ? count : 0));
  return (perDay ?? 0) + 365 * (perYear ?? 0);
}

/** Nobody can take back `COMPLIANCE`; some can `GOVERNANCE`. */
function isLooser(before: unknown, after: unknown): boolean {
  return before === "COMPLIANCE" && after !== "COMPLIANCE";
}

const OBJECT = "The object is no longer locked against deletion, or for a shorter time.";

function isObjectUnlocked(change: ResourceChange): boolean {
  const { before, after, afterUnknown } = change;
  const [hold, mode, until] = ["legal_hold_status", "mode", "retain_until_date"].map((name) => {
    const attribute = `object_lock_${name}`;
    const isUnknown = isMarked(afterUnknown, attribute);
    return { isUnknown, old: textIn(before?.[attribute]), now: textIn(after?.[attribute]) };
  });
  const isHeldNoLonger = hold?.old === "ON" && (hold.isUnknown || hold.now !== "ON");
  const isModeLooser =
    mode?.old !== undefined &&
    mode.old !== "" &&
    (mode.isUnknown || !mode.now || isLooser(mode.old, mode.now));
  const isSooner =
    until?.old !== undefined &&
    until.old !== "" &&
    (until.isUnknown || !(Date.parse(until.now ?? "") >= Date.parse(until.old)));
  return isHeldNoLonger || isModeLooser || isSooner;
}

function first(values: unknown, list: string): JsonObject | undefined {
  const [one] = listIn(own(values, list));
  return typeof one === "object" && one !== null ? (one as JsonObject) : undefined;
}

/** The marks of a list's first part. */
function firstMark(marks: unknown, list: string): unknown {
  const part = own(marks, list);
  return part === true ? true : listIn(part)[0];
}

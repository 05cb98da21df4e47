import {
  canonicalJson,
  goesWithWhole,
  hasMarks,
  isMarked,
  listIn,
  objectIn,
  own,
  textIn,
  withoutEmpty,
  type JsonObject,
  type Plan,
  type ResourceChange,
} from "../plan";
import type { Observation } from "./finding-rule";

const OBJECTS = /^aws_s3_(object|bucket_object|object_copy)$/;
const BUCKETS = ["aws_s3_bucket", "aws_s3_directory_bucket"];

/** Objects that go while their bucket stays: by themselves, or by a rule that S3 follows, whatever policies deny. */
export function deletedObjects(plan: Plan): readonly Observation[] {
  return plan.changes.flatMap((change): readonly Observation[] => {
    if (change.mode !== "managed" || change.deposed !== undefined) return [];
    if (OBJECTS.test(change.type)) return objectThatGoes(change, plan);
    return rulesThatDelete(change, plan);
  });
}

/** The provider deletes every version of an object with it. */
function objectThatGoes(change: ResourceChange, plan: Plan): readonly Observation[] {
  const { label, action, before, leavesOld } = change;
  if ((action !== "delete" && action !== "replace") || leavesOld) return [];
  if (goesWithWhole(plan, before?.["bucket"], ...BUCKETS)) return [];
  return [
    {
      subject: label,
      text: `The object is ${action === "delete" ? "deleted" : "replaced"}, with every version of it.`,
      remedy:
        "Make sure that no task reads it any more; to keep it, let Terraform forget it with a `removed` block.",
    },
  ];
}

/** Types that say what S3 deletes by itself, and the attribute that lists the rules. */
const RULES: ReadonlyMap<string, string> = new Map([
  ["aws_s3_bucket", "lifecycle_rule"],
  ["aws_s3_bucket_lifecycle_configuration", "rule"],
  ["aws_s3control_bucket_lifecycle_configuration", "rule"],
]);

function rulesThatDelete(change: ResourceChange, plan: Plan): readonly Observation[] {
  const list = RULES.get(change.type);
  const { label: subject, action, after, afterUnknown } = change;
  if (list === undefined || !["create", "update", "replace"].includes(action)) return [];
  if (isOfNewBucket(change, plan)) return [];
  if (isMarked(afterUnknown, list)) {
    const text = "Only the apply knows its lifecycle rules, by which S3 may delete every object.";
    return [{ subject, text, remedy: REMEDY }];
  }
  const old = rulesBefore(change, plan);
  return ends(after?.[list], own(afterUnknown, list))
    .filter((end) => !old.some((other) => covers(other, end)))
    .map(({ kind, when, scope }) => ({
      subject,
      text: `A lifecycle rule ${KINDS[kind](scope === EVERYTHING ? "every object" : "the objects that it selects")} ${when.text}.`,
      remedy: REMEDY,
      ...(kind === "superseded" ? { severity: "medium" as const } : {}),
    }));
}

const REMEDY =
  "Leave such a rule out where a task may still read an object; policies that deny deletion do not bind S3 itself.";

const KINDS = {
  deletes: (what: string) => `deletes ${what}`,
  archives: (what: string) => `archives ${what}, which no task can read until restored,`,
  superseded: () => "deletes superseded versions",
} as const;

/** Whether a setting is of a bucket that is made by the same plan, and holds nothing. */
export function isOfNewBucket(
  { type, action, after, afterUnknown }: ResourceChange,
  plan: Plan,
): boolean {
  if (type === "aws_s3_bucket") return action !== "update";
  if (isMarked(afterUnknown, "bucket")) return true;
  const name = textIn(after?.["bucket"]);
  return plan.changes.some(
    (other) =>
      BUCKETS.includes(other.type) &&
      ["create", "replace"].includes(other.action) &&
      textIn(other.after?.["bucket"]) === name,
  );
}

/** Rules that hold already, whichever resource says them; a bucket also repeats what others say of it. */
function rulesBefore({ after }: ResourceChange, plan: Plan): readonly End[] {
  const bucket = textIn(after?.["bucket"]);
  return plan.changes
    .filter(({ type, before }) => RULES.has(type) && textIn(before?.["bucket"]) === bucket)
    .flatMap(({ type, before }) => ends(before?.[RULES.get(type) ?? ""], {}));
}

/** What one rule makes of the objects that it selects. */
interface End {
  readonly kind: keyof typeof KINDS;
  /** What the rule selects, as text to compare; empty for everything. */
  readonly scope: string;
  readonly when: When;
}

/** Days after its creation, or a day; sooner is smaller. */
interface When {
  readonly unit: "days" | "date" | "unknown";
  readonly at: number;
  readonly text: string;
}

const EVERYTHING = "";

function covers(old: End, now: End): boolean {
  const isScope = old.scope === EVERYTHING || old.scope === now.scope;
  const isTime = old.when.unit === now.when.unit && old.when.at <= now.when.at;
  return old.kind === now.kind && isScope && isTime && now.when.unit !== "unknown";
}

function ends(rules: unknown, marks: unknown): readonly End[] {
  return listIn(rules).flatMap((given, at): readonly End[] => {
    const rule = objectIn(given);
    const unknown = objectIn(listIn(marks)[at]);
    if (rule["status"] === "Disabled" || rule["enabled"] === false) return [];
    const scope = scopeOf(rule, unknown);
    const of = (kind: End["kind"], part: string, days: string): readonly End[] =>
      listIn(rule[part]).flatMap((one, index) => {
        const values = objectIn(one);
        if (kind === "archives" && !isArchive(values)) return [];
        // Zero stands where a rule only removes the markers of objects that are deleted already.
        if (kind === "deletes" && values[days] === 0 && !values["date"]) return [];
        const when = whenOf(values, listIn(unknown[part])[index], days);
        return when === undefined ? [] : [{ kind, scope, when }];
      });
    return [
      ...of("deletes", "expiration", "days"),
      ...of("archives", "transition", "days"),
      ...of(
        "superseded",
        "noncurrent_version_expiration",
        rule["status"] === undefined ? "days" : "noncurrent_days",
      ),
    ];
  });
}

/** Classes from which nothing can be read before somebody restores it. */
function isArchive(transition: JsonObject): boolean {
  return ["GLACIER", "DEEP_ARCHIVE"].includes(String(transition["storage_class"]));
}

function whenOf(values: JsonObject, marks: unknown, days: string): When | undefined {
  const [count, date] = [values[days], textIn(values["date"]) ?? ""];
  if (isMarked(marks, days) || isMarked(marks, "date")) {
    return { unit: "unknown", at: 0, text: "after a time that only the apply knows" };
  }
  if (date !== "") {
    const at = Date.parse(date);
    return { unit: "date", at, text: `from ${Number.isNaN(at) ? "a day" : date.slice(0, 10)} on` };
  }
  if (typeof count !== "number") return undefined;
  return { unit: "days", at: count, text: `after ${count} ${count === 1 ? "day" : "days"}` };
}

function scopeOf(rule: JsonObject, marks: JsonObject): string {
  if (["filter", "prefix", "tags"].some((name) => hasMarks(marks[name]))) return "unknown";
  const chosen = [rule["filter"], rule["prefix"], rule["tags"]].map(selection);
  return chosen.every((one) => one === undefined) ? EVERYTHING : canonicalJson(chosen);
}

/** Whatever selects something; the provider fills in filters that select nothing. */
function selection(value: unknown): unknown {
  const list = [value].flat().map(withoutEmpty);
  return list.every((one) => one === undefined) ? undefined : list;
}

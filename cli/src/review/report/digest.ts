import { createHash } from "node:crypto";
import { actionInvocations } from "../plan/action-invocations";
import { canonicalJson, isObject, own, type JsonObject } from "../plan/json";
import type { Plan, ResourceChange, StackInput, Values } from "../plan";
import { mayChange } from "../findings/resources";
import { redactorOf, type Redact } from "./redact";

/** Names what is deleted; everything else of it goes anyway. */
const IDENTITY = ["arn", "family", "id", "name"];

/**
 * A digest of everything that the apply of a plan does: equal for two plans that do the same, whenever and in whatever
 * order they were made.
 *
 * No secret goes into it, because whoever knows a digest can try values of low entropy: what is sensitive, write-only
 * or not known yet counts as such, whatever it is, and so does what carries values of applications.
 */
export function digestOf(plan: Plan): string {
  const redact = redactorOf(plan);
  const resources = plan.changes
    .filter(isDone)
    .map((change) => canonicalJson(describe(change, redact)));
  const outputs = Object.entries(outputChanges(plan)).map(([name, change]) =>
    canonicalJson({ output: name, actions: own(change, "actions") }),
  );
  const invoked = actionInvocations(plan.raw).map((invocation) =>
    canonicalJson({ invoked: own(invocation, "address"), type: own(invocation, "type") }),
  );
  return sha256([...resources, ...outputs, ...invoked].sort().join("\n"));
}

/** A digest of what a stack was synthesized to; undefined for a hand-written one. */
export function configurationDigestOf({ synthesized }: StackInput): string | undefined {
  return synthesized && sha256(canonicalJson(synthesized));
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function isDone({ action, movedFrom, imported, deferred }: ResourceChange): boolean {
  if (deferred !== undefined) return false;
  return action !== "no-op" || movedFrom !== undefined || imported;
}

function describe(change: ResourceChange, redact: Redact): JsonObject {
  const { address, action, createsFirst, leavesOld, words, movedFrom, imported, deposed } = change;
  const what = { address, action, createsFirst, leavesOld, words, movedFrom, imported, deposed };
  // What a data source says is its own business; that it is read is the plan's.
  if (change.mode !== "managed") return what;
  const names = attributesOf(change);
  return {
    ...what,
    replacedBy: [...change.replacedBy].sort(),
    before: redacted(change.before, names.before, change, redact),
    after: redacted(change.after, names.after, change, redact),
    unknown: unknownIn(change.afterUnknown, "").sort(),
  };
}

/** Of an update what changes, so that neither time nor a counter elsewhere in the resource counts. */
function attributesOf(change: ResourceChange): {
  readonly before: readonly string[];
  readonly after: readonly string[];
} {
  const after = Object.keys(change.after ?? {});
  if (change.action !== "update") return { before: IDENTITY, after };
  const changed = Object.keys({ ...change.before, ...change.after }).filter((name) =>
    mayChange(change, name),
  );
  return { before: [...IDENTITY, ...changed], after: [...IDENTITY, ...changed] };
}

function redacted(
  values: Values | undefined,
  names: readonly string[],
  { beforeSensitive, afterSensitive }: ResourceChange,
  redact: Redact,
): unknown {
  if (values === undefined) return null;
  const chosen = Object.entries(values).filter(([name]) => names.includes(name));
  // Marks come and go: what is marked on one side is secret on both.
  return redact(Object.fromEntries(chosen), beforeSensitive, afterSensitive);
}

function unknownIn(tree: unknown, path: string): string[] {
  if (tree === true) return [path];
  if (Array.isArray(tree)) {
    return tree.flatMap((part: unknown, index) => unknownIn(part, `${path}[${index}]`));
  }
  if (!isObject(tree)) return [];
  return Object.entries(tree).flatMap(([name, part]) => unknownIn(part, `${path}.${name}`));
}

function outputChanges(plan: Plan): JsonObject {
  const outputs = own(plan.raw, "output_changes");
  if (!isObject(outputs)) return {};
  return Object.fromEntries(
    Object.entries(outputs).filter(
      ([, change]) => canonicalJson(own(change, "actions")) !== '["no-op"]',
    ),
  );
}

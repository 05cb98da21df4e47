import { createHash } from "node:crypto";
import { looksSecret } from "../../../../modules/facts";
import {
  canonicalJson,
  hasMarks,
  isObject,
  marksOf,
  mayChange,
  parseJson,
  TextSearch,
  type JsonObject,
  type Plan,
  type ResourceChange,
  type StackInput,
  type Values,
} from "../plan";

/** Names what is deleted; everything else of it goes anyway. */
const IDENTITY = ["arn", "family", "id", "name"];

/**
 * A digest of everything that the apply of a plan does: equal for two plans that do the same, whenever and in whatever
 * order they were made.
 *
 * No secret goes into it, because anyone with the digest could try values of low entropy: what is sensitive, write-only
 * or not known yet counts as such, whatever it is, and so does what carries values of applications.
 */
export function digestOf(plan: Plan): string {
  const redact = redactorOf(plan);
  const resources = plan.changes
    .filter(isDone)
    .map((change) => canonicalJson(describe(change, redact)));
  const outputs = plan.outputs
    .filter(({ actions }) => actions.join() !== "no-op")
    .map(({ name, actions }) => canonicalJson({ output: name, actions }));
  const invoked = plan.invocations.map(({ address, type }) =>
    canonicalJson({ invoked: address, type }),
  );
  return sha256([...resources, ...outputs, ...invoked].sort().join("\n"));
}

/** In the place of the digest of a plan that could not be made: no plan has it. */
export const NOT_PLANNED = "not planned";

/** A digest of what a stack was synthesized to; undefined for a hand-written one. */
export function configurationDigestOf({
  synthesized,
}: Pick<StackInput, "synthesized">): string | undefined {
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
  const { address, action, renews, createsFirst, leavesOld, words, movedFrom } = change;
  const { imported, deposed } = change;
  const how = { renews, createsFirst, leavesOld, words, movedFrom, imported, deposed };
  const what = { address, action, ...how };
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

/** Stands in place of every value that is left out. */
const LEFT_OUT = "(left out)";

/** What carries values of applications, marked or not. */
const CARRIERS =
  /(^|_)wo$|^(value|insecure_value|secret_string|secret_binary|user_data|user_data_base64|content|content_base64|command|entryPoint|variables|plaintext)$/;

/** Leaves values out: everything that is marked, that looks like a carrier of secrets, or that a marked text is in. */
type Redact = (value: unknown, ...marks: readonly unknown[]) => unknown;

/** Collects what a plan marks, so that it is left out also where it is not marked. */
function redactorOf(plan: Plan): Redact {
  const marked = new Set<string>();
  for (const change of [...plan.changes, ...plan.drift]) {
    collect(change.before, change.beforeSensitive, marked);
    collect(change.after, change.afterSensitive, marked);
  }
  for (const [name, { sensitive }] of plan.configuration.root.variables) {
    if (sensitive) collect(plan.variables.get(name), true, marked);
  }
  const search = new TextSearch(marked);
  const isTainted = (text: string): boolean =>
    marked.has(text) || search.findIn(text) !== undefined;
  return (value, ...marks) => redact(value, marks, isTainted);
}

function collect(value: unknown, marks: unknown, into: Set<string>): void {
  if (!hasMarks(marks)) return;
  if (Array.isArray(value)) {
    value.forEach((part, index) => collect(part, marksOf(marks, index), into));
  } else if (isObject(value)) {
    for (const [name, part] of Object.entries(value)) collect(part, marksOf(marks, name), into);
  } else if ((typeof value === "string" && value !== "") || typeof value === "number") {
    into.add(String(value));
  }
}

function redact(
  value: unknown,
  marks: readonly unknown[],
  isTainted: (text: string) => boolean,
): unknown {
  if (marks.includes(true)) return LEFT_OUT;
  const below = (part: string | number): readonly unknown[] =>
    marks.map((mark) => marksOf(mark, part));
  if (Array.isArray(value)) {
    return value.map((part: unknown, index) => redact(part, below(index), isTainted));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        isTainted(name) ? LEFT_OUT : name,
        isCarrier(name, value) ? LEFT_OUT : redact(part, below(name), isTainted),
      ]),
    );
  }
  if (typeof value === "number") return isTainted(String(value)) ? LEFT_OUT : value;
  if (typeof value !== "string") return value;
  const embedded = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  if (embedded !== undefined) return redact(embedded, [], isTainted);
  return isTainted(value) ? LEFT_OUT : value;
}

/** An argument that carries values, a text under a name that says it is secret, or the value beside such a name. */
function isCarrier(name: string, owner: JsonObject): boolean {
  if (CARRIERS.test(name)) return true;
  // Lists such as `secrets` only name secrets.
  return looksSecret(name) && typeof owner[name] !== "object";
}

import { looksSecret } from "../../../../modules/facts";
import { isObject, own, parseJson, type JsonObject } from "../plan/json";
import { hasMarks, marksOf } from "../plan/marks";
import type { Plan } from "../plan";

/** Stands where a value is left out, whatever the value is. */
const LEFT_OUT = "(left out)";

/** What carries values of applications, marked or not. */
const CARRIERS =
  /(^|_)wo$|^(value|insecure_value|secret_string|secret_binary|user_data|user_data_base64|content|content_base64|command|entryPoint|variables|plaintext)$/;

/** Shorter texts stand in others by chance. */
const TELLING_LENGTH = 6;

/** Leaves values out: everything that is marked, that looks like a carrier of secrets, or that a marked text is in. */
export type Redact = (value: unknown, ...marks: readonly unknown[]) => unknown;

/** Collects what a plan marks, so that it is left out also where it is not marked. */
export function redactorOf(plan: Plan): Redact {
  const marked = new Set<string>();
  for (const change of [...plan.changes, ...plan.drift]) {
    collect(change.before, change.beforeSensitive, marked);
    collect(change.after, change.afterSensitive, marked);
  }
  const declared = own(own(own(plan.raw, "configuration"), "root_module"), "variables");
  for (const [name, variable] of Object.entries(isObject(declared) ? declared : {})) {
    const given = own(own(own(plan.raw, "variables"), name), "value");
    if (own(variable, "sensitive") === true) collect(given, true, marked);
  }
  const long = [...marked].filter((text) => text.length >= TELLING_LENGTH);
  const isTainted = (text: string): boolean =>
    marked.has(text) || long.some((secret) => text.includes(secret));
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

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value if it is a list, else an empty one. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list, what else stands in it left out. */
export function textsOf(value: unknown): readonly string[] {
  return listIn(value).filter((part) => typeof part === "string");
}

/** The value if it is a text, else nothing. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What an object itself holds under a name: `constructor` is no attribute. */
export function own(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The same one level below another. */
export function ownPath(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(own, value);
}

/** What a text holds as JSON; nothing when it is none, or nests deeper than anything that AWS takes. */
export function parseJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return nestsDeeper(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Levels of JSON that are read; every plan and policy stays far below, and reading takes as many calls within calls. */
export const DEEPEST = 500;

/** Whether JSON has more levels than these. It is looked through without calls within calls. */
export function nestsDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    const below: unknown[] = [];
    for (const part of level) {
      if (typeof part !== "object" || part === null) continue;
      for (const inner of Object.values(part)) {
        if (typeof inner === "object" && inner !== null) below.push(inner);
      }
    }
    level = below;
  }
  return false;
}

/** The same JSON for the same content: names sorted, no white space. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(byName)) : part,
  );
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether Terraform's tree of marks says `true` for an attribute, or for all that is around it. */
export function isMarked(marks: unknown, ...path: readonly string[]): boolean {
  let here = marks;
  for (const name of path) {
    if (here === true) return true;
    here = own(here, name);
  }
  return here === true;
}

/** Whether anything below is marked. */
export function hasMarks(marks: unknown): boolean {
  if (marks === true) return true;
  if (Array.isArray(marks)) return marks.some(hasMarks);
  return isObject(marks) && Object.values(marks).some(hasMarks);
}

/** The marks of one part of an object or a list; a marked whole marks its parts. */
export function marksOf(marks: unknown, part: string | number): unknown {
  if (marks === true) return true;
  return typeof part === "number" ? listIn(marks)[part] : own(marks, part);
}

/** The text that stands there most often, the first of equals; nothing counts as little as an empty one. */
export function mostFrequent(texts: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** Signs that JSON may hold as they are, and that a terminal or an editor does not show, or the log of a job obeys. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|(?<=#)#(?=(?:vso)?\[)/gu;

/** A value as JSON to be printed or pasted: it does nothing to a terminal, and hides and reorders nothing. */
export function printedJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSEEN, (sign) =>
    [...Array(sign.length).keys()]
      .map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** What the JSON of a command is, its failure included: the number rises when a part goes away or means something else. */
export const SCHEMAS = {
  doctor: "ecs-secrets/doctor/1",
  redeploy: "ecs-secrets/redeploy/1",
} as const;

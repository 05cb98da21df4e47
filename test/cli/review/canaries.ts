import { isObject } from "../../../cli/src/json";
import type { Json } from "./fixtures/read-fixture";

/** Where a text stands in a plan; `=>` leads into a text that holds JSON itself. */
export type Place = readonly (string | number)[];

const INTO_JSON = "=>";

/** Every text in a plan, those inside JSON texts (policies, container definitions) among them. */
export function textsIn(json: Json, at: Place = []): readonly Place[] {
  if (typeof json === "string") {
    const inner = jsonIn(json);
    return [at, ...(inner === undefined ? [] : textsIn(inner, [...at, INTO_JSON]))];
  }
  if (Array.isArray(json)) return json.flatMap((part, index) => textsIn(part, [...at, index]));
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([name, part]) => textsIn(part as Json, [...at, name]));
}

/** The same plan with another text in one place. */
export function withText(json: Json, place: Place, text: string): Json {
  const [step, ...rest] = place;
  if (step === undefined) return text;
  if (step === INTO_JSON) {
    return JSON.stringify(withText(jsonIn(json as string) ?? null, rest, text));
  }
  if (Array.isArray(json)) {
    return json.map((part, index) => (index === step ? withText(part, rest, text) : part));
  }
  if (!isObject(json)) return json;
  const part = (json[step] ?? null) as Json;
  return { ...json, [step]: withText(part, rest, text) } as Json;
}

/** The place without what differs from resource to resource: section, type, attribute. */
export function kindOf(json: Json, place: Place): string {
  let here: Json = json;
  const names: string[] = [];
  for (const step of place) {
    if (step === INTO_JSON) break;
    here = (here as { [name: string]: Json })[step] ?? null;
    if (typeof step === "string") names.push(step);
    else if (isObject(here) && typeof here["type"] === "string") names.push(here["type"]);
  }
  const inside = place.indexOf(INTO_JSON);
  const deeper = inside < 0 ? [] : place.slice(inside).filter((step) => typeof step === "string");
  return [...names, ...deeper].join(".");
}

function jsonIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { readKnown } from "./prop-readers";
import { reportProblem, type Problem } from "./problems";
import {
  checkNeeded,
  checkType,
  isRecord,
  kindOf,
  listType,
  mapType,
  RECORD,
  type PropReader,
  type PropTable,
  type WordReader,
} from "./prop-types";
import { defineRule, isUnresolved } from "./rule";

const propWord = defineRule<{ readonly value: unknown; readonly known: readonly string[] }>({
  id: "prop-word",
  demands: "be one of the words that it takes",
  source: "decision 11",
  remedy:
    "Write one of them as it stands here: AWS and this library tell upper case from lower case.",
  broken: ({ value, known }) => {
    if (isUnresolved(value) || known.includes(String(value))) return false;
    const nearest = nearestName(String(value), known);
    // What is near to none of them may be a secret in the wrong place.
    const got = nearest === undefined ? kindOf(value) : JSON.stringify(value);
    const meant = nearest === undefined ? "" : ` (did you mean ${JSON.stringify(nearest)}?)`;
    return `${got} where ${known.join(", ")} belong${meant}`;
  },
});

/** The words of a union, each of them: what is missing in it, or too much, does not compile. */
export type Words<T> = Readonly<Record<T & string, true>>;

/** Refuses a word that a prop does not take; what only Terraform knows is not judged. @returns whether it takes it */
export function checkWord(
  scope: IConstruct,
  prop: string,
  words: Words<string>,
  value: unknown,
): boolean {
  const given = { value, known: Object.keys(words) };
  if (propWord.problem(prop, given) === undefined) return true;
  propWord.enforce(scope, prop, given);
  return false;
}

/** What reads a word of a union, or a list or map of such; plain JavaScript may give any other. */
export function oneOf<R extends PropReader, W extends string>(
  reader: R,
  words: Words<W>,
): R & WordReader<W> {
  return {
    ...reader,
    takes: (word) => word,
    read: (scope, prop, value) => {
      for (const [place, word] of wordsIn(value)) checkWord(scope, `${prop}${place}`, words, word);
      return reader.read(scope, prop, value);
    },
  };
}

function wordsIn(value: unknown): readonly (readonly [place: string, word: unknown])[] {
  if (Token.isUnresolved(value)) return [];
  if (Array.isArray(value)) return value.map((item, index) => [`[${index}]`, item] as const);
  if (!isRecord(value)) return [["", value]];
  return Object.entries(value).map(([name, item]) => [`.${name}`, item] as const);
}

/** An object with props of its own. */
export function object<P extends object>(table: PropTable<P>): PropReader {
  return {
    type: RECORD,
    read: (scope, prop, value) => readAll(scope, table, value as object, `${prop}.`),
  };
}

/** A list of objects with props of their own. */
export function listOf<P extends object>(table: PropTable<P>): PropReader {
  const one = object(table);
  return {
    type: listType(RECORD),
    read: (scope, prop, value) => {
      const items = readKnown(scope, prop, value);
      return Array.isArray(items)
        ? items.map((item, index) => one.read(scope, `${prop}[${index}]`, item))
        : items;
    },
  };
}

/** Objects with props of their own, by their names. */
export function mapOf<P extends object>(table: PropTable<P>): PropReader {
  const one = object(table);
  return {
    type: mapType(RECORD),
    read: (scope, prop, value) => {
      const items = readKnown(scope, prop, value);
      if (!isRecord(items)) return items;
      const read = Object.entries(items).map(([name, item]): [string, unknown] => [
        name,
        one.read(scope, `${prop}.${name}`, item),
      ]);
      return Object.fromEntries(read);
    },
  };
}

/**
 * What a construct was given, as it works with it: no prop is dropped in silence, and every text is Terraform's own text of
 * the value: a string, a number, a boolean, or what another stack has made.
 *
 * @throws ValidationError for a prop that the construct does not know, one of another type and one that is missing
 */
export function readProps<P extends object>(scope: IConstruct, table: PropTable<P>, props: P): P {
  checkType(scope, "props", RECORD, props);
  return readAll(scope, table, props, "") as P;
}

/** The same for an object in the prop `prop`, which an error then names: `prop.name`. */
export function readObject<P extends object>(
  scope: IConstruct,
  prop: string,
  table: PropTable<P>,
  value: P,
): P {
  checkType(scope, prop, RECORD, value);
  return object(table).read(scope, prop, value) as P;
}

/** Those of `props` that `table` knows, for another construct that takes them. */
export function pickProps<P extends object>(table: PropTable<P>, props: P): P {
  const known = Object.entries(props).filter(([name]) => Object.hasOwn(table, name));
  return Object.fromEntries(known) as P;
}

function readAll(
  scope: IConstruct,
  table: Readonly<Record<string, PropReader>>,
  props: object,
  prefix: string,
): object {
  const names = fieldsOf(props);
  for (const name of names) {
    if (Object.hasOwn(table, name) || Reflect.get(props, name) === undefined) continue;
    reportProblem(scope, unknownProp(name, table, prefix));
  }
  for (const [name, reader] of Object.entries(table)) {
    if ("isNeeded" in reader) checkNeeded(scope, `${prefix}${name}`, Reflect.get(props, name));
  }
  const read: Record<string, unknown> = {};
  for (const name of names) {
    const reader = Object.hasOwn(table, name) ? table[name] : undefined;
    const given: unknown = Reflect.get(props, name);
    if (!reader || given === undefined) continue;
    const value = reader.type.items && isRecord(given) ? entriesOf(given) : given;
    checkType(scope, `${prefix}${name}`, reader.type, value);
    read[name] = reader.read(scope, `${prefix}${name}`, value);
  }
  return read;
}

/** The problem that a prop is which `table` does not have. */
export function unknownProp(name: string, table: object, prefix = ""): Omit<Problem, "path"> {
  return {
    prop: `${prefix}${name}`,
    rule: "unknown-prop",
    message: `must be a prop that this construct has, got one that it does not know. ${instead(name, table, prefix)}`,
  };
}

/** What an object says by name: its own fields, what it inherits, and the getters of its class. */
function fieldsOf(props: object): readonly string[] {
  let at: object | null = prototypeOf(props);
  if (at === Object.prototype) return Object.keys(props);
  const names = new Set(Object.keys(props));
  for (; at !== null && !Object.hasOwn(at, "hasOwnProperty"); at = prototypeOf(at)) {
    for (const [name, { get, enumerable }] of Object.entries(
      Object.getOwnPropertyDescriptors(at),
    )) {
      if (get || enumerable) names.add(name);
    }
  }
  return [...names];
}

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;

/** The same as a plain object, in which every name is the object's own. */
function entriesOf(value: object): object {
  return Object.fromEntries(fieldsOf(value).map((name) => [name, Reflect.get(value, name)]));
}

function instead(name: string, table: object, prefix: string): string {
  const nearest = nearestName(name, Object.keys(table));
  if (nearest !== undefined) return `Did you mean \`${prefix}${nearest}\`?`;
  return "What has no prop is set by `addOverride` of the resource, or by `overrides` of a container.";
}

/** The name that is nearest to a mistyped one, if one is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const distances = known.map(
    (other) => [distance(name.toLowerCase(), other.toLowerCase()), other] as const,
  );
  const [nearest] = distances.sort(([a], [b]) => a - b);
  return nearest && nearest[0] <= Math.max(2, Math.floor(name.length / 3)) ? nearest[1] : undefined;
}

/** How many characters must be put in, taken out or changed to make one text the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

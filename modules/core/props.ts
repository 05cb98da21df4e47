import { Token, Tokenization, type IResolvable } from "cdktf";
import type { IConstruct } from "constructs";
import { policyText } from "./json-embedded";
import { reportProblem } from "./problems";
import { defineRule, enforceKnown, isUnresolved } from "./rule";
import { LIST_TOKEN, terraformText, textOf } from "./terraform-json";

/** How one prop is read: what it may hold, and what becomes of it. */
export interface PropReader {
  read(scope: IConstruct, prop: string, value: unknown): unknown;
}

/** How a text is read: a prop that takes one does not compile with a reader that would let its token through unread. */
export interface TextReader extends PropReader {
  readonly isText: true;
}

/** How a list of texts is read. */
export interface TextsReader extends PropReader {
  readonly isTexts: true;
}

/** How an ARN is read: one of another partition, or where it matters of another Region, is refused. */
export interface ArnReader extends TextReader {
  readonly isArn: true;
}

/** How a list of ARNs is read. */
export interface ArnsReader extends TextsReader {
  readonly isArns: true;
}

/** How texts by their names are read. */
export interface TextMapReader extends PropReader {
  readonly isTextMap: true;
}

/** How a number is read: its token may come as any of cdktf's, or is refused. */
export interface NumberReader extends PropReader {
  readonly isNumber: true;
}

/** How a list of numbers is read. */
export interface NumbersReader extends PropReader {
  readonly isNumbers: true;
}

/** How a switch is read that decides what is made: it is `boolean`, and a token of one is refused. */
export interface KnownFlagReader extends PropReader {
  readonly isKnownFlag: true;
}

/** How a switch is read that becomes an argument: it is `boolean | IResolvable`. */
export interface FlagReader extends PropReader {
  readonly isFlag: true;
}

type OtherReaderOf<T> = [T] extends [boolean]
  ? KnownFlagReader
  : [T] extends [boolean | IResolvable]
    ? FlagReader
    : [T] extends [number]
      ? NumberReader
      : [T] extends [readonly number[]]
        ? NumbersReader
        : PropReader;

/** What reads a prop of this type and name. */
export type ReaderOf<T, K> = [T] extends [string]
  ? K extends `${string}Arn`
    ? ArnReader
    : TextReader
  : [T] extends [readonly string[]]
    ? K extends `${string}Arns`
      ? ArnsReader
      : TextsReader
    : [T] extends [Readonly<Record<string, string>>]
      ? [string] extends [keyof T]
        ? TextMapReader
        : PropReader
      : OtherReaderOf<T>;

/**
 * A reader for each prop of a construct: texts, numbers and switches as such, and what is called an ARN as an ARN. A prop
 * without one does not compile.
 */
export type PropTable<P> = { readonly [K in keyof Required<P>]: ReaderOf<NonNullable<P[K]>, K> };

const listKnown = defineRule<string>({
  id: "list-known",
  demands: "be known at synthesis, because its entries become parts of JSON, or blocks",
  source: "decision 13",
  remedy: "Pass the entries one by one; each of them may be a token.",
  broken: (kind) => `a ${kind} that only Terraform knows`,
});

const listWhole = defineRule<boolean>({
  id: "list-whole",
  demands: "hold texts, or be one list that only Terraform knows: such a list has no items here",
  source: "https://developer.hashicorp.com/terraform/cdktf/concepts/tokens",
  remedy:
    "Write Fn.concat([list, [text]]) for both together, and Fn.element(list, 0) for one item.",
  broken: (mixed) => mixed && "a list among texts",
});

/** As it is: objects of this library. */
export const given: PropReader = { read: (_scope, _prop, value) => value };

/** A number that may be any token of one. */
export const number: NumberReader = {
  isNumber: true,
  read: (_scope, _prop, value) => numberOf(value),
};

/** A list of numbers; which there are must be known. */
export const numbers: NumbersReader = {
  isNumbers: true,
  read: (scope, prop, value) => {
    const items = known.read(scope, prop, value);
    return Array.isArray(items) ? items.map(numberOf) : items;
  },
};

/** A number that decides what is synthesized, so Terraform cannot be the one who knows it. */
export const knownNumber: NumberReader = {
  isNumber: true,
  read: readKnown,
};

/** A switch that may be any token of one: it becomes an argument, or a field of JSON. */
export const flag: FlagReader = {
  isFlag: true,
  read: (_scope, _prop, value) => (isOneToken(value) ? Token.asAny(value) : value),
};

/** A switch that decides what is synthesized. */
export const knownFlag: KnownFlagReader = {
  isKnownFlag: true,
  read: readKnown,
};

/** A list, or entries by their names, that end up in JSON: which entries there are must be known. */
export const known: PropReader = {
  read: (scope, prop, value) => {
    if (!Token.isUnresolved(value)) return value;
    listKnown.enforce(scope, prop, Array.isArray(value) ? "list" : "map");
    return Array.isArray(value) ? [] : {};
  },
};

/** A text that decides what is synthesized, so Terraform cannot be the one who knows it. */
export const choice: TextReader = { isText: true, read: readKnown };

/** A text that becomes an argument of Terraform. */
export const text: TextReader = {
  isText: true,
  read: (_scope, _prop, value) => argumentText(value),
};

/** A list of such texts; one that only Terraform knows is taken as it is, where Terraform itself takes a list. */
export const texts: TextsReader = {
  isTexts: true,
  read: (scope, prop, value) => {
    if (isOneToken(value)) return Token.asList(value);
    if (!isWholeList(scope, prop, value)) return [];
    return Array.isArray(value) && !Token.isUnresolved(value) ? value.map(argumentText) : value;
  },
};

/** A list of such texts whose length must be known, because each becomes a block of its own. */
export const knownTexts: TextsReader = {
  isTexts: true,
  read: (scope, prop, value) => texts.read(scope, prop, known.read(scope, prop, value)),
};

/** Such texts by their names. */
export const textMap: TextMapReader = {
  isTextMap: true,
  read: (_scope, _prop, value) => {
    if (isOneToken(value)) return Token.asStringMap(value);
    return mapItems(value, argumentText);
  },
};

/** A text that becomes a part of a longer one or of JSON, where its construct makes Terraform's own text of it. */
export const part: TextReader = { isText: true, read: (_scope, _prop, value) => textOf(value) };

/** A text that becomes a part of ARNs and of the policies that hold them. */
export const name: TextReader = {
  isText: true,
  read: (scope, prop, value) => {
    const given = textOf(value);
    return typeof given === "string" ? policyText(scope, prop, given) : given;
  },
};

/** A list of such texts; which there are must be known. */
export const parts: TextsReader = {
  isTexts: true,
  read: (scope, prop, value) => {
    if (!isWholeList(scope, prop, value)) return [];
    if (!Token.isUnresolved(value)) return Array.isArray(value) ? value.map(textOf) : value;
    listKnown.enforce(scope, prop, "list");
    return [];
  },
};

/** A list of texts that become parts of ARNs and of the policies that hold them. */
export const names: TextsReader = {
  isTexts: true,
  read: (scope, prop, value) => {
    const items = parts.read(scope, prop, value);
    return Array.isArray(items)
      ? items.map((item) => (typeof item === "string" ? policyText(scope, prop, item) : item))
      : items;
  },
};

/** Such texts by their names, which must be known. */
export const partMap: TextMapReader = {
  isTextMap: true,
  read: (scope, prop, value) => mapItems(known.read(scope, prop, value), textOf),
};

/** An object with props of its own. */
export function object<P extends object>(table: PropTable<P>): PropReader {
  return {
    read: (scope, prop, value) =>
      isPlainObject(value) ? readAll(scope, table, value, `${prop}.`) : value,
  };
}

/** A list of objects with props of their own. */
export function listOf<P extends object>(table: PropTable<P>): PropReader {
  const one = object(table);
  return {
    read: (scope, prop, value) => {
      const items = known.read(scope, prop, value);
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
    read: (scope, prop, value) => {
      const items = known.read(scope, prop, value);
      if (!isPlainObject(items)) return items;
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
 * @throws ValidationError for a prop that the construct does not know
 */
export function readProps<P extends object>(scope: IConstruct, table: PropTable<P>, props: P): P {
  return readAll(scope, table, props, "") as P;
}

/** The same for an object in the prop `prop`, which an error then names: `prop.name`. */
export function readObject<P extends object>(
  scope: IConstruct,
  prop: string,
  table: PropTable<P>,
  value: P,
): P {
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
  const read = Object.entries(props).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) return [];
    const reader = Object.hasOwn(table, name) ? table[name] : undefined;
    if (reader) return [[name, reader.read(scope, `${prefix}${name}`, value)]];
    reportProblem(scope, {
      prop: `${prefix}${name}`,
      rule: "unknown-prop",
      message: `must be a prop that this construct has, got one that it does not know. ${instead(name, table, prefix)}`,
    });
    return [];
  });
  return Object.fromEntries(read);
}

function instead(name: string, table: object, prefix: string): string {
  const nearest = nearestName(name, Object.keys(table));
  if (nearest !== undefined) return `Did you mean \`${prefix}${nearest}\`?`;
  return "What has no prop is set by `addOverride` of the resource, or by `overrides` of a container.";
}

function readKnown(scope: IConstruct, prop: string, value: unknown): unknown {
  enforceKnown(scope, prop, value);
  return value;
}

function argumentText(value: unknown): unknown {
  const text = textOf(value);
  return typeof text === "string" ? terraformText(text) : text;
}

function isWholeList(scope: IConstruct, prop: string, value: unknown): boolean {
  const isMixed =
    Array.isArray(value) && value.length > 1 && value.some((item) => LIST_TOKEN.test(String(item)));
  listWhole.enforce(scope, prop, isMixed);
  return !isMixed;
}

function numberOf(value: unknown): unknown {
  return isOneToken(value) ? Token.asNumber(value) : value;
}

/** What Terraform's functions of cdktf return, whatever it is of. */
function isOneToken(value: unknown): boolean {
  return Tokenization.isResolvable(value) || (typeof value === "string" && isUnresolved(value));
}

function mapItems(value: unknown, change: (item: unknown) => unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item)]));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !isUnresolved(value)
  );
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

import { Token, Tokenization, type IResolvable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { PlainText } from "./plain-text";
import { reportFatal, ValidationError, type Problem } from "./problems";
import { defineRule, holdsToken } from "./rule";
import { LIST_TOKEN, numbersIn } from "./terraform-json";

/** What a prop's value has to be. Plain JavaScript has no compiler that sees to it, and `any` none either. */
export interface PropType {
  /** With its article: "a text". */
  readonly title: string;
  /** Whether it can be one, as far as it shows without its items. */
  has(value: unknown): boolean;
  /** What its items, or its entries, have to be. @default - anything */
  readonly items?: PropType;
}

/** How one prop is read: what it may hold, and what becomes of it. */
export interface PropReader {
  /** What its value is held against before it is read. */
  readonly type: PropType;
  read(scope: IConstruct, prop: string, value: unknown): unknown;
}

/** Of a prop that has no default. */
export interface Needed {
  readonly isNeeded: true;
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

/** Of a text that is one of some words, or of a list or map of such: each word that its type has, and no other. */
export interface WordReader<W extends string> {
  // A function, so that neither a word too few nor one too many compiles.
  readonly takes: (word: W) => W;
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

/** Those that stand for many words: `WINDOWS_${string}`. */
type PatternIn<W extends string> = W extends unknown
  ? Record<never, true> extends Record<W, true>
    ? W
    : never
  : never;

type OfWords<W extends string> = [W] extends [never]
  ? unknown
  : [PatternIn<W>] extends [never]
    ? WordReader<W>
    : unknown;

/** What reads a prop of this type and name. */
export type ReaderOf<T, K> = [T] extends [string]
  ? (K extends `${string}Arn` ? ArnReader : TextReader) & OfWords<T>
  : [T] extends [readonly string[]]
    ? (K extends `${string}Arns` ? ArnsReader : TextsReader) & OfWords<T[number]>
    : [T] extends [Readonly<Record<string, string>>]
      ? [string] extends [keyof T]
        ? TextMapReader & OfWords<T[keyof T] & string>
        : PropReader
      : OtherReaderOf<T>;

/**
 * A reader for each prop of a construct: texts, numbers and switches as such, what is called an ARN as an ARN, and what has
 * no default as `needed`. A prop without one does not compile.
 */
export type PropTable<P, Whole = P> = {
  readonly [K in keyof Required<P>]: ReaderOf<NonNullable<P[K]>, K> &
    // Of a union the whole one: what one of its types lacks is not always needed.
    (undefined extends Whole[K & keyof Whole] ? { readonly isNeeded?: never } : Needed);
};

const propType = defineRule<string>({
  id: "prop-type",
  demands: "have a value of its type",
  source: "decision 11",
  remedy: "Leave out what is not to be set: null is no value, and becomes no default.",
  broken: (got) => got,
});

const propNeeded = defineRule<string>({
  id: "prop-needed",
  demands: "be given",
  source: "decision 11",
  remedy: "It has no default.",
  broken: (got) => got,
});

const propEither = defineRule<readonly string[]>({
  id: "prop-either",
  demands: "be given without what says the same in another way",
  source: "decision 11",
  remedy: "Leave all but one of them out.",
  broken: (names) => names.length > 1 && names.map((name) => `\`${name}\``).join(" and "),
});

const listItem = defineRule<boolean>({
  id: "list-item",
  demands:
    "be one value, which `list[0]` is not: a list that only Terraform knows has no items here",
  source: "https://developer.hashicorp.com/terraform/cdktf/concepts/tokens",
  remedy: "Write Fn.element(list, 0).",
  broken: (isItem) => isItem && "an item of such a list",
});

/** What is given to a construct; the path of one of another app stands for it. */
export const ofThisApp = defineRule<string>({
  id: "of-this-app",
  demands:
    "be of the same app, because no stack of one waits for a stack of another, or finds its outputs",
  source: "https://developer.hashicorp.com/terraform/cdktf/concepts/stacks",
  remedy: "Make both in one `App`, or import the other one by its ARN or name (`from…`).",
  broken: (path) => `${path} of another app`,
});

/** Anything that is no list and has fields, an instance of a class included; a Map has none. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]" && !isToken(value);
}

/** What only Terraform knows, as any of the kinds in which cdktf writes it. */
function isToken(value: unknown): boolean {
  return holdsToken(value) || Tokenization.isResolvable(value);
}

/** A text, or what Terraform makes one of. */
export const TEXT: PropType = {
  title: "a text",
  has: (value) =>
    typeof value === "string" ||
    typeof value === "boolean" ||
    Number.isFinite(value) ||
    isToken(value),
};

/** One of some words. */
export const CHOICE: PropType = {
  title: "a text",
  has: (value) => typeof value === "string" || isToken(value),
};

/** NaN included, of which the rules of each number speak. */
export const NUMBER: PropType = {
  title: "a number",
  has: (value) => typeof value === "number" || isToken(value),
};

export const FLAG: PropType = {
  title: "true or false",
  has: (value) => typeof value === "boolean" || isToken(value),
};

export const FUNCTION: PropType = {
  title: "a function",
  has: (value) => typeof value === "function",
};

export const RECORD: PropType = { title: "an object", has: isRecord };

/** A list; one that only Terraform knows is for its reader to judge. */
export function listType(items: PropType): PropType {
  return {
    title: "a list",
    has: (value) => Array.isArray(value) || isToken(value),
    items,
  };
}

/** Entries by their names. */
export function mapType(items: PropType): PropType {
  return { title: "an object", has: (value) => isRecord(value) || isToken(value), items };
}

/** An object of this library, or one that can stand for it: it has these members. */
export function objectType(title: string, ...members: readonly string[]): PropType {
  const has = (value: unknown): boolean =>
    typeof value === "object" && value !== null && members.every((member) => member in value);
  return { title, has };
}

export const CONSTRUCT = objectType("a construct", "node");

/** What is either of two types. */
export function eitherType(one: PropType, other: PropType): PropType {
  return {
    title: `${one.title} or ${other.title}`,
    has: (value) => one.has(value) || other.has(value),
  };
}

/** The problem that a value is which is none of a type. */
export function typeProblem(
  prop: string,
  type: PropType,
  value: unknown,
): Omit<Problem, "path"> | undefined {
  if (type.has(value)) return undefined;
  return propType.problem(prop, `${kindOf(value)} where ${type.title} belongs`);
}

/** The problem that a prop without a default is which is missing. */
export function neededProblem(prop: string, value: unknown): Omit<Problem, "path"> | undefined {
  return value === undefined ? propNeeded.problem(prop, "nothing") : undefined;
}

/** Holds a value and what is in it against a type. @throws ValidationError where it is none of it; the value never shows */
export function checkType(scope: IConstruct, prop: string, type: PropType, value: unknown): void {
  const problem = typeProblem(prop, type, value);
  if (problem) reportFatal(scope, problem);
  checkApp(scope, prop, value);
  const { items } = type;
  if (!items) checkItem(scope, prop, value);
  if (!items || isToken(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      // What reads lists of texts says how the two become one list.
      if (items === TEXT && isItemOfList(item)) continue;
      checkType(scope, `${prop}[${index}]`, items, item);
    }
  } else {
    for (const [name, item] of Object.entries(value as object))
      checkType(scope, `${prop}.${name}`, items, item);
  }
}

/** Refuses `list[0]` of what only Terraform knows: for cdktf it is the whole list, alone and inside a longer text. */
function checkItem(scope: IConstruct, prop: string, value: unknown): void {
  const problem = listItem.problem(prop, isItemOfList(value));
  if (problem) reportFatal(scope, problem);
}

function isItemOfList(value: unknown): boolean {
  if (typeof value === "number") return Token.isUnresolved([value]);
  if (typeof value !== "string") return false;
  const text = PlainText.replace(value);
  return LIST_TOKEN.test(text) || numbersIn(text).some((number) => Token.isUnresolved([number]));
}

/** Refuses a construct of another app, and an object that holds one, such as a reference to a secret. */
function checkApp(scope: IConstruct, prop: string, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  // What is in lists and plain objects is read by its own name.
  if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) return;
  const held: unknown[] = Construct.isConstruct(value) ? [value] : Object.values(value);
  const other = held.find(
    (one): one is Construct => Construct.isConstruct(one) && one.node.root !== scope.node.root,
  );
  if (other) ofThisApp.enforce(scope, prop, other.node.path);
}

/** Holds each argument of a method against its type, by its name. */
export function checkArguments(
  scope: IConstruct,
  args: Readonly<Record<string, readonly [type: PropType, value: unknown]>>,
): void {
  for (const [name, [type, value]] of Object.entries(args)) checkType(scope, name, type, value);
}

/** Holds an argument of a call that has no scope against a type. @param call such as `SecretReference.fromSsmParameter()` */
export function checkArgument(call: string, prop: string, type: PropType, value: unknown): void {
  const problem = typeProblem(prop, type, value);
  if (problem) throw new ValidationError([{ path: call, ...problem }]);
}

/** The same for the props of a construct that is not made yet, because its base class wants some of them. */
export function checkPropsOf(scope: IConstruct, id: string, props: unknown): void {
  const problem = typeProblem("props", RECORD, props);
  if (problem) reportFatal(scope, { path: `${scope.node.path}/${id}`, ...problem });
}

/** What has fields, or nothing in the place of null, which is refused where a scope is known. */
export function recordOf<T extends object>(value: T): T {
  return isRecord(value) ? value : ({} as T);
}

/** @throws ValidationError where a prop without a default is missing */
export function checkNeeded(scope: IConstruct, prop: string, value: unknown): void {
  const problem = neededProblem(prop, value);
  if (problem) reportFatal(scope, problem);
}

/** Refuses more than one of the props that exclude each other: the others would be left out without a word. */
export function checkEither<P extends object>(
  scope: IConstruct,
  prop: string,
  props: P,
  names: readonly (keyof P & string)[],
): void {
  const given = names.filter((name) => props[name] !== undefined);
  propEither.enforce(scope, prop, given);
}

/** What a value is, without what it says: it may be a secret in the wrong place. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isToken(value)) return "what only Terraform knows";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string")
    return value === "" ? "an empty text" : `a text of ${value.length} characters`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  const { name } =
    (value as { readonly constructor?: { readonly name: string } }).constructor ?? {};
  return name === undefined || name === "Object" ? "an object" : `an object of the class ${name}`;
}

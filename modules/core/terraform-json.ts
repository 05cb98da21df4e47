import { Fn, type IResolvable, type IResolveContext, Token, Tokenization } from "cdktf";
import { PlainText } from "./plain-text";
import { quickText } from "./quick-render";
import { escapeTemplates, spellTemplates, STRING_TOKEN, STRING_TOKENS } from "./templates";

/** A JSON document whose strings may hold cdktf tokens. */
export type Json =
  string | number | boolean | undefined | readonly Json[] | { readonly [key: string]: Json };

/** How cdktf writes a list of which it does not know the items. */
export const LIST_TOKEN = /#\{TfToken\[/;

/** Text for a plain Terraform argument: what would start a template is escaped as Terraform wants it. */
export function literalText(text: string): string;
export function literalText(text: string | undefined): string | undefined;
export function literalText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : escapeTemplates(PlainText.replace(text));
}

/**
 * JSON text for a Terraform argument: literals escaped, tokens left for Terraform, parseable by other programs.
 *
 * @throws Error when a list token stands where its items would have to be known at synth time
 */
export function terraformJson(value: Json): string {
  const text = JSON.stringify(value);
  if (MAY_HOLD_TOKEN.test(text)) checkTokens(value);
  return spellTemplates(text);
}

/** What such a list looks like, or a number: which of them they are, and where, is looked up only then. */
const MAY_HOLD_TOKEN = /#\{TfToken\[|e\+/;

function checkTokens(value: Json): void {
  const number = findNumber(value);
  if (number !== undefined) {
    throw new Error(
      `\`${number}\` is a number that is only known to Terraform, for which JSON has no place: pass a number instead`,
    );
  }
  const list = findList(value);
  if (list !== undefined) {
    throw new Error(
      `\`${list}\` is a list that is only known to Terraform, which cannot be part of a JSON document: pass a list of strings instead`,
    );
  }
}

/** Where in `value` a number is only known to Terraform: it would be written as what stands for it. */
function findNumber(value: Json, place = ""): string | undefined {
  if (typeof value === "number") return Token.isUnresolved(value) ? place : undefined;
  if (typeof value !== "object") return undefined;
  for (const [key, item] of Object.entries<Json>(value)) {
    const found = findNumber(item, [place, key].filter(Boolean).join("."));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where in `value` a list is only known to Terraform, such as `Statement.0.Resource`. */
function findList(value: Json, place = ""): string | undefined {
  if (typeof value === "string") return LIST_TOKEN.test(value) ? place : undefined;
  if (typeof value !== "object") return undefined;
  for (const [key, item] of Object.entries<Json>(value)) {
    // The one item of such a list stands for the list.
    const isItem = Array.isArray(value) && typeof item === "string";
    const found = findList(item, isItem ? place : [place, key].filter(Boolean).join("."));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same, for a value that is complete only at synthesis. */
export function lazyTerraformJson(produce: () => Json): string {
  return lazyText(() => terraformJson(produce()));
}

/** What is produced at synthesis. Not cdktf's `Lazy`: for each one that keeps a whole stack trace, a third of the time. */
class LateText implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly produce: (context: IResolveContext) => string | undefined) {}

  public resolve(context: IResolveContext): string | undefined {
    return this.produce(context);
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A text that is complete only at synthesis. */
export function lazyText(produce: (context: IResolveContext) => string | undefined): string {
  return quickText(new LateText(produce));
}

/** The same as an argument: Terraform's own text of it, where it is a token. */
export function lazyArgument(produce: () => string | undefined): string {
  return lazyText(() => {
    const text = produce();
    return text === undefined ? undefined : terraformText(text);
  });
}

/** The number that an expression of Terraform's, with its `${}`, yields. */
export function numberExpression(expression: string): number {
  return Token.asNumber(new LateText(() => expression));
}

/**
 * `text` as an expression of the Terraform language, for use inside `${}`: a quoted literal, or literals and references
 * joined, because cdktf writes tokens there as bare references.
 */
export function hclString(text: string): string {
  const parts = PlainText.replace(text)
    .split(STRING_TOKEN)
    .filter((part) => part !== "");
  const rendered = parts.map((part) =>
    STRING_TOKEN.test(part) ? hclToken(part) : hclLiteral(part),
  );
  if (rendered.length <= 1) return rendered[0] ?? '""';
  return `join("", [${rendered.join(", ")}])`;
}

/** A token as it is; what a lazy one yields, of the code or of Terraform. */
function hclToken(text: string): string {
  const [token] = Tokenization.reverseString(text).tokens;
  const lazy = token && lazyIn(token);
  if (lazy === undefined) return text;
  return lazyText((context) => {
    const produced: unknown = textOf(lazy.resolve(context));
    if (typeof produced === "string") return hclString(produced);
    throw new Error(`a text that is produced at synthesis must be one, got ${typeof produced}`);
  });
}

function hclLiteral(text: string): string {
  // JSON's escapes are HCL's, but for \b and \f.
  const spelled: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c" };
  const quoted = JSON.stringify(text).replace(/\\./g, (escape) => spelled[escape] ?? escape);
  // cdktf takes any closing brace for the end of the expression, and writes the tokens behind it with `${}` again.
  return spellTemplates(quoted).replaceAll("}", "\\u007d");
}

/** Numbers that are tokens of cdktf, as they look inside a text: `port-${variable.numberValue}` was written. */
const NUMBER_TOKEN = /-?\d+\.\d+e\+\d+/g;

/** The numbers in a text that can stand for what only Terraform knows. */
export function numbersIn(text: string): readonly number[] {
  // Asked of every text that is given to a construct.
  return text.includes("e+") ? (text.match(NUMBER_TOKEN) ?? []).map(Number) : [];
}

/**
 * What was given where a text belongs, as a text: a number, a boolean, or their tokens, alone or inside a literal.
 *
 * `Fn.element(…)` and `variable.value` have the type `any`, so such tokens arrive where a string is expected.
 */
export function textOf(value: string | number | boolean | IResolvable): string;
export function textOf<T>(value: T): T | string;
export function textOf(value: unknown): unknown {
  switch (typeof value) {
    case "string":
      return value.includes("e+") ? withNumbers(value) : value;
    case "number":
      return numberText(value);
    case "boolean":
      return String(value);
    default:
      return Tokenization.isResolvable(value) ? Token.asString(value) : value;
  }
}

function numberText(value: number): string {
  if (Token.isUnresolved(value)) return Token.asString(Tokenization.reverseNumber(value));
  // As Terraform writes it: without an exponent.
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function withNumbers(text: string): string {
  return text.replace(NUMBER_TOKEN, (digits) =>
    Token.isUnresolved(Number(digits)) ? numberText(Number(digits)) : digits,
  );
}

/** One of two texts, as a switch has it that Terraform alone may know. */
export function eitherText(flag: boolean | IResolvable, yes: string, no: string): string {
  if (typeof flag === "boolean") return flag ? yes : no;
  return Token.asString(Fn.conditional(flag, yes, no));
}

/** Tokens of texts that are converted already. */
const converted = new WeakSet<object>();

/** Attributes of resources that are a text and never null. */
const CERTAIN = /^(data\.)?[a-z0-9_]+\.[\w-]+\.(arn|id|name)$/;

/**
 * A text as Terraform's own text of it. Its token may stand for a number or a boolean, which Terraform converts; one that
 * stands for null would leave an argument out without a word, so joining it fails the plan at that argument.
 */
export function terraformText(text: string): string {
  if (!text.includes("${TfToken[")) return text;
  const { tokens, literals } = Tokenization.reverseString(text);
  const [token] = tokens;
  if (token === undefined || tokens.length > 1 || literals.length > 0) return text;
  // Known text: its mark is for the guard of tags.
  if (token instanceof PlainText) return text;
  const lazy = lazyIn(token);
  if (lazy !== undefined) return quickText(new ProducedText(lazy));
  const reference = "identifier" in token ? String(token.identifier) : "";
  if (CERTAIN.test(reference) || converted.has(token)) return text;
  const joined = Fn.join("", [text]);
  for (const made of Tokenization.reverseString(joined).tokens) converted.add(made);
  return joined;
}

/** As an argument, what cdktf's `Lazy` yields. */
class ProducedText extends LateText {
  public constructor(public readonly lazy: IResolvable) {
    super((context) => {
      const produced: unknown = textOf(lazy.resolve(context));
      return typeof produced === "string" ? terraformText(produced) : undefined;
    });
  }
}

/** A `Lazy`, of any copy of cdktf: it yields a text of the code as well as one of Terraform's. */
function lazyIn(token: IResolvable): IResolvable | undefined {
  if (token instanceof ProducedText) return token.lazy;
  return "producer" in token ? token : undefined;
}

/** An ARN that only Terraform knows is at most this long: those of keys have 81 characters. */
const UNKNOWN = "?".repeat(90);

/** `text` at the length that it will have at most, for limits that AWS counts in characters. */
export function padUnknown(text: string): string {
  return text.replace(STRING_TOKENS, UNKNOWN);
}

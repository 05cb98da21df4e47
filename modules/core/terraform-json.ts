import { Lazy } from "cdktf";
import { PlainText } from "./plain-text";

/** A JSON document whose strings may hold cdktf tokens. */
export type Json =
  string | number | boolean | undefined | readonly Json[] | { readonly [key: string]: Json };

const STRING_TOKEN = /(\$\{TfToken\[[^\]]*\]\})/;
const LIST_TOKEN = /#\{TfToken\[/;

// cdktf writes its own string tokens as ${TfToken[...]}: they must survive, every other start of a template is text, and
// so is a "$" before a token: Terraform would read the two as the escape "$${".
const TEMPLATE_START = /\$(?=\{(?!TfToken\[)|\$\{TfToken\[)|%(?=\{)/g;
const DOLLARS = /\$+(?=\{(?!TfToken\[)|\$\{TfToken\[)/g;

/** Text for a plain Terraform argument: what would start a template is escaped as Terraform wants it. */
export function literalText(text: string): string;
export function literalText(text: string | undefined): string | undefined;
export function literalText(given: string | undefined): string | undefined {
  const text = given === undefined ? undefined : PlainText.replace(given);
  // Functions, because String.replace reads "$$" in a replacement string as one "$".
  if (text === undefined || !STRING_TOKEN.test(text)) {
    return text?.replace(TEMPLATE_START, (start) => start + start);
  }
  // Beside tokens cdktf must find every brace that it takes for the start of an expression closed again.
  return (
    text
      .replace(DOLLARS, (dollars) => `\${"${dollars}"}`)
      .replace(/%(?=\{)/g, (percent) => percent + percent)
      // Terraform 1.11 takes everything behind a lone carriage return for literal text.
      .replace(/\r(?!\n)/g, '${"\\r"}')
  );
}

/**
 * Inside quotes (JSON's and HCL's alike) the `$` or `%` is spelled as `\u0024` or `\u0025` instead.
 *
 * Then other programs read the JSON as it was meant, and cdktf does not take the brace for the start of an expression,
 * which would strip the `${}` from tokens that follow.
 */
function spellTemplates(quoted: string): string {
  return quoted.replace(TEMPLATE_START, (start) => (start === "$" ? "\\u0024" : "\\u0025"));
}

/**
 * JSON text for a Terraform argument: literals escaped, tokens left for Terraform, parseable by other programs.
 *
 * @throws Error when a list token stands where its items would have to be known at synth time
 */
export function terraformJson(value: Json): string {
  const list = findList(value);
  if (list !== undefined) {
    throw new Error(
      `\`${list}\` is a list that is only known to Terraform, which cannot be part of a JSON document: pass a list of strings instead`,
    );
  }
  return spellTemplates(JSON.stringify(value));
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
  return Lazy.stringValue({ produce: () => terraformJson(produce()) });
}

/**
 * `text` as an expression of the Terraform language, for use inside `${}`: a quoted literal, or literals and references
 * joined, because cdktf writes tokens there as bare references.
 */
export function hclString(text: string): string {
  const parts = PlainText.replace(text)
    .split(STRING_TOKEN)
    .filter((part) => part !== "");
  const rendered = parts.map((part) => (STRING_TOKEN.test(part) ? part : hclLiteral(part)));
  if (rendered.length <= 1) return rendered[0] ?? '""';
  return `join("", [${rendered.join(", ")}])`;
}

function hclLiteral(text: string): string {
  // JSON's escapes are HCL's, but for \b and \f.
  const spelled: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c" };
  const quoted = JSON.stringify(text).replace(/\\./g, (escape) => spelled[escape] ?? escape);
  // cdktf takes any closing brace for the end of the expression, and writes the tokens behind it with `${}` again.
  return spellTemplates(quoted).replaceAll("}", "\\u007d");
}

/** An ARN that only Terraform knows is at most this long: those of keys have 81 characters. */
const UNKNOWN = "?".repeat(90);

/** `text` at the length that it will have at most, for limits that AWS counts in characters. */
export function padUnknown(text: string): string {
  return text.replace(new RegExp(STRING_TOKEN, "g"), UNKNOWN);
}

import { createHash } from "node:crypto";
import { Fn, TerraformLocal, Token, Tokenization } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { PlainText } from "./plain-text";
import { isUnresolved } from "./rule";
import { hclString, type Json, terraformText, textOf } from "./terraform-json";

/**
 * Text that may be any Terraform expression, made fit to stand inside a JSON string.
 *
 * An expression can hold quotes itself, and so can what it yields. It moves into a local that Terraform escapes, and
 * the JSON holds a plain `${local.…}`: another program still reads it as JSON.
 */
export function jsonEmbedded(scope: Construct, id: string, given: string): string {
  const text = PlainText.replace(given);
  if (!isUnresolved(text)) return text;
  const encoded = `jsonencode(${hclString(terraformText(text))})`;
  return new TerraformLocal(
    scope,
    constructId(id),
    `\${substr(${encoded}, 1, length(${encoded}) - 2)}`,
  ).toString();
}

/**
 * Text that becomes a part of ARNs and policies: an expression that may hold quotes moves into a local, so that the policy
 * stays JSON.
 */
export function policyText(scope: IConstruct, prop: string, text: string): string {
  if (!isUnresolved(text) || hasOnlyReferences(text)) return text;
  const known = localsOfTexts.get(scope) ?? new Map<string, string>();
  localsOfTexts.set(scope, known);
  const local = known.get(text) ?? localOf(scope as Construct, `text-of-${prop}`, text);
  known.set(text, local);
  return local;
}

/** What stands for a text in a construct: the same one wherever it is used. */
const localsOfTexts = new WeakMap<IConstruct, Map<string, string>>();

function localOf(scope: Construct, name: string, text: string): string {
  const id = constructId(name);
  const isTaken = scope.node.tryFindChild(id) !== undefined;
  const free = isTaken ? `${id}-${scope.node.children.length}` : id;
  return new TerraformLocal(scope, free, terraformText(text)).toString();
}

/** Whether its expressions have no quotes. */
export function hasOnlyReferences(text: string): boolean {
  if (!text.includes("TfToken[")) return true;
  return Tokenization.reverseString(text).tokens.every(isPlainReference);
}

function isPlainReference(token: object): boolean {
  const reference = "identifier" in token ? token.identifier : token instanceof PlainText;
  return reference === true || (typeof reference === "string" && !/["\\]/.test(reference));
}

/** An id that no other name has: constructs takes `a/b` and `a--b` for the same. */
function constructId(id: string): string {
  if (/^[\w.-]*$/.test(id) && !id.includes("--")) return id;
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 8);
  return `${id.replace(/[^\w.-]+/g, "-")}-${digest}`;
}

type Fields = Readonly<Record<string, Json>>;

/**
 * Fields with every number and boolean that only Terraform knows, and every list with one, moved into the name of its field:
 * `"cpu${local.cpu}": ""`, of which Terraform makes `"cpu":256,"":""`.
 *
 * JSON has no place for an expression outside of quotes, and what reads the document before Terraform must find JSON. The
 * field with the empty name is none of ECS's: the provider, which reads the document into ECS's own fields, drops it.
 */
export function numbersEmbedded(scope: Construct, place: string, fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, value]): [string, Json] => {
    const id = place === "" ? name : `${place}-${name}`;
    return isNumberOfTerraform(value)
      ? [`${name}${behindName(scope, id, value)}`, ""]
      : [name, embedBelow(scope, id, value)];
  });
  return Object.fromEntries(entries);
}

/**
 * Fields for a reader that takes no field with an empty name: what only Terraform knows and is no text stands before the name
 * of a field that is one: `"base${local.base}capacityProvider": "a"`, of which Terraform makes `"base":1,"capacityProvider":"a"`.
 * That holds for whole lists, too. Texts are made fit for JSON.
 *
 * @param fields of which each object with such a value has a field that is a text
 */
export function valuesEmbedded(scope: Construct, place: string, fields: Fields): Fields {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const id = (name: string): string => (place === "" ? name : `${place}-${name}`);
  const unknown = given.filter(
    ([, value]) => isListOfTerraform(value) || isNumberOfTerraform(value),
  );
  const others = given.filter((entry) => !unknown.includes(entry));
  const before = unknown.map(([name, value]) => `${name}${behindName(scope, id(name), value)}`);
  const [bearer] = others.filter(([, value]) => typeof value === "string");
  return Object.fromEntries(
    others.map((entry): [string, Json] => {
      const [name, value] = entry;
      const embedded = embedText(scope, id(name), value);
      return [entry === bearer ? `${before.join("")}${name}` : name, embedded];
    }),
  );
}

function embedText(scope: Construct, place: string, value: Json): Json {
  if (isList(value)) return value.map((item, at) => embedText(scope, `${place}-${at}`, item));
  if (typeof value === "object") return valuesEmbedded(scope, place, value);
  if (typeof value !== "string" || hasOnlyReferences(value)) return value;
  return jsonEmbedded(scope, place, value);
}

function isListOfTerraform(value: Json): boolean {
  return isList(value) && Token.isUnresolved(value);
}

function embedBelow(scope: Construct, place: string, value: Json): Json {
  if (isList(value)) return value.map((item, at) => embedBelow(scope, `${place}-${at}`, item));
  return typeof value === "object" ? numbersEmbedded(scope, place, value) : value;
}

/** What Terraform puts between the name of a field and the quote behind it. */
function behindName(scope: Construct, id: string, value: Json): string {
  const expression = hclString(`":${textIn(value)},"`);
  return new TerraformLocal(scope, constructId(`number-${id}`), `\${${expression}}`).toString();
}

function textIn(value: Json): string {
  if (isListOfTerraform(value)) return Fn.jsonencode(value);
  if (isToken(value)) return textOf(value) as string;
  return isList(value) ? `[${value.map(textIn).join(",")}]` : JSON.stringify(value);
}

function isNumberOfTerraform(value: Json): boolean {
  return isToken(value) || (isList(value) && value.some(isNumberOfTerraform));
}

function isToken(value: Json): boolean {
  if (typeof value === "number") return Token.isUnresolved(value);
  return Tokenization.isResolvable(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

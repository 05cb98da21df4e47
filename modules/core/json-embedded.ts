import { createHash } from "node:crypto";
import { TerraformLocal, Tokenization } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { PlainText } from "./plain-text";
import { isUnresolved } from "./rule";
import { hclString, terraformText } from "./terraform-json";

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
  if (!isUnresolved(text) || Tokenization.reverseString(text).tokens.every(isPlainReference)) {
    return text;
  }
  const known = policyTexts.get(scope) ?? new Map<string, string>();
  policyTexts.set(scope, known);
  const local = known.get(text) ?? localOf(scope as Construct, `text-of-${prop}`, text);
  known.set(text, local);
  return local;
}

/** What stands for a text in a construct: the same one wherever it is used. */
const policyTexts = new WeakMap<IConstruct, Map<string, string>>();

function localOf(scope: Construct, name: string, text: string): string {
  const id = constructId(name);
  const isTaken = scope.node.tryFindChild(id) !== undefined;
  const free = isTaken ? `${id}-${scope.node.children.length}` : id;
  return new TerraformLocal(scope, free, terraformText(text)).toString();
}

function isPlainReference(token: object): boolean {
  const reference = "identifier" in token ? token.identifier : token instanceof PlainText;
  return reference === true || (typeof reference === "string" && !/["\\]/.test(reference));
}

/** An id that no other name has: constructs takes `a/b` and `a--b` for the same. */
export function constructId(id: string): string {
  if (/^[\w.-]*$/.test(id) && !id.includes("--")) return id;
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 8);
  return `${id.replace(/[^\w.-]+/g, "-")}-${digest}`;
}

import { createHash } from "node:crypto";
import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
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

/** An id that no other name has: constructs takes `a/b` and `a--b` for the same. */
function constructId(id: string): string {
  if (/^[\w.-]*$/.test(id) && !id.includes("--")) return id;
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 8);
  return `${id.replace(/[^\w.-]+/g, "-")}-${digest}`;
}

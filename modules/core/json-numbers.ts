import { TerraformLocal, Token, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "./json-embedded";
import { hclString, textOf, type Json } from "./terraform-json";

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

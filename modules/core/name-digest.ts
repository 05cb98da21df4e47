import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { createHash } from "node:crypto";
import { localNamed, resolved } from "./elements";
import { OrderOfCreation } from "./order";
import { splitTemplate, STRING_TOKEN, STRING_TOKENS } from "./templates";

const DIGITS = 8;

/** Hexadecimal, with another letter for `e`: between digits it makes a number, of which cdktf thinks that it may be a token. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").replaceAll("e", "g");
}

/** A digest of what the code says of names; of a token only that it is one, because it is spelled with another number each time. */
export function digestOf(...names: readonly string[]): string {
  const said = names.map((name) => name.replace(STRING_TOKENS, "${}")).join("\n");
  // What belongs to one secret asks one after the other.
  if (said !== last?.said) last = { said, digest: hashOf(said).slice(0, DIGITS) };
  return last.digest;
}

let last: { readonly said: string; readonly digest: string } | undefined;

/** The same of names that may be made of expressions: known at synthesis where one is. */
export function nameDigest(
  scope: IConstruct,
  ...names: readonly string[]
): string | (() => string) {
  if (!names.some((name) => STRING_TOKEN.test(name))) return digestOf(...names);
  return () => digestOf(...names.map((name) => spelledName(scope, name)));
}

/**
 * What the code says of a name, in expressions and locals, too: `${format("/%s/key", [var.stage])}` without what it refers to.
 * A variable that is called otherwise, or a resource at another address, is no other name.
 */
export function spelledName(scope: IConstruct, name: string): string {
  // Until then another stack's attributes are spelled otherwise.
  if (!STRING_TOKEN.test(name) || !OrderOfCreation.of(scope).isSettled) return name;
  return withoutReferences(TerraformStack.of(scope), String(resolved(scope, name)), new Set());
}

/** What stands in an expression: a text in quotes, or a reference. */
const PARTS = /"(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*(?:\.[\w*-]+|\[(?:\d+|"[^"]*"|\*)\])+/g;

function withoutReferences(
  stack: TerraformStack,
  text: string,
  passed: ReadonlySet<string>,
): string {
  return splitTemplate(text)
    .map((part, at) =>
      at % 2 === 0
        ? part
        : `\${${part.replace(PARTS, (found) => (found.startsWith('"') ? found : localOf(stack, found, passed)))}}`,
    )
    .join("");
}

/** What a local is; nothing of all else that is referred to. */
function localOf(stack: TerraformStack, reference: string, passed: ReadonlySet<string>): string {
  const [, name] = /^local\.([\w-]+)/.exec(reference) ?? [];
  if (name === undefined || passed.has(name)) return "";
  const value = localNamed(stack, name);
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return withoutReferences(stack, text, new Set([...passed, name]));
}

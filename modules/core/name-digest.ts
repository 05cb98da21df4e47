import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { createHash } from "node:crypto";
import { localNamed, resolved } from "./elements";
import { knownText } from "./made-texts";
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
 * What the code says of a name, in expressions and locals, too: `/${}/key` of `${format("/%s/key", [var.stage])}`. A variable
 * that is called otherwise, a resource at another address, what else is in a local and the other branch of a condition are
 * no other name.
 */
export function spelledName(scope: IConstruct, name: string): string {
  // Until then another stack's attributes are spelled otherwise.
  if (!STRING_TOKEN.test(name) || !OrderOfCreation.of(scope).isSettled) return name;
  const stack = TerraformStack.of(scope);
  return withoutReferences(
    knownText(String(resolved(scope, name)), (root, local) =>
      root === "local" ? localNamed(stack, local) : undefined,
    ),
  );
}

/** What stands in an expression: a text in quotes, or a reference. */
const PARTS = /"(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*(?:\.[\w*-]+|\[(?:\d+|"[^"]*"|\*)\])+/g;

function withoutReferences(text: string): string {
  return splitTemplate(text)
    .map((part, at) =>
      at % 2 === 0
        ? part
        : `\${${part.replace(PARTS, (found) => (found.startsWith('"') ? withoutReferences(found) : ""))}}`,
    )
    .join("");
}

import { codeOf } from "./repeated";
import type { Document } from "./rendered";

/** What each block needs, by their addresses. */
export type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** Anything that may be the address of a block; what is none of the document's is left out. */
const ADDRESS = /(?<![\w.-])(?:data\.|ephemeral\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g;
/** Arguments that name blocks outside of expressions. */
const BARE = /^(depends_on|replace_triggered_by)$/;
/** What an expression in a text begins with. */
const MARK = /[$%]\{/;

/** What is made, read or worked out in a stack as it is written, by its address. */
export function blocksOf(document: Document): ReadonlyMap<string, unknown> {
  const blocks = new Map<string, unknown>();
  for (const [kind, prefix] of [
    ["resource", ""],
    ["data", "data."],
    ["ephemeral", "ephemeral."],
  ] as const) {
    for (const [type, named] of Object.entries((document[kind] ?? {}) as Document)) {
      for (const [name, block] of Object.entries(named as Document)) {
        blocks.set(`${prefix}${type}.${name}`, block);
      }
    }
  }
  for (const [name, value] of Object.entries((document["locals"] ?? {}) as Document)) {
    blocks.set(`local.${name}`, value);
  }
  return blocks;
}

/** The addresses of `blocks` that stand in the text of one of them, which is not its own. */
export function addressesNamedIn(
  text: string,
  blocks: ReadonlyMap<string, unknown>,
  own: string,
): ReadonlySet<string> {
  const named = (text.match(ADDRESS) ?? []).filter((one) => blocks.has(one));
  return new Set(named.filter((one) => one !== own));
}

/** What of a block Terraform evaluates, without what is quoted in it. */
export function expressionsOf(block: unknown): string {
  const found: string[] = [];
  collect(block, "", found);
  return found.join("\n");
}

function collect(value: unknown, name: string, found: string[]): void {
  if (typeof value === "string") {
    if (BARE.test(name)) found.push(value);
    else if (MARK.test(value)) found.push(codeOf(value));
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, name, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === "//") continue;
      if (MARK.test(key)) found.push(codeOf(key));
      collect(item, key, found);
    }
  }
}

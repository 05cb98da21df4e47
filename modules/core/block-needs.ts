import { codeOf } from "./repeated";
import type { Document } from "./rendered";

/** What each block needs, by their addresses. */
export type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** Anything that may be the address of a block; what is none of the document's is left out. */
const ADDRESS = /(?<![\w.-])(?:data\.|ephemeral\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g;
/** Arguments that name blocks outside of expressions. */
const BARE = /^(depends_on|replace_triggered_by)$/;

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
export function addressesIn(
  text: string,
  blocks: ReadonlyMap<string, unknown>,
  own: string,
): ReadonlySet<string> {
  const named = (text.match(ADDRESS) ?? []).filter((one) => blocks.has(one));
  return new Set(named.filter((one) => one !== own));
}

/** What of a block Terraform evaluates, without what is quoted in it. */
export function expressionsOf(value: unknown, name = ""): readonly string[] {
  if (typeof value === "string") return [BARE.test(name) ? value : codeOf(value)];
  if (Array.isArray(value)) return value.flatMap((item) => expressionsOf(item, name));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "//" ? [] : [codeOf(key), ...expressionsOf(item, key)],
  );
}

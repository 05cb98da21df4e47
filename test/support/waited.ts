import type { Attributes } from "./synth";

/** The record of what a service or schedule needs, which it waits for behind all else. */
export const NEEDS = /^terraform_data\.[\w-]+_needs$/;

/** What a block waits for by `depends_on`, without the record of what it needs; undefined where that is nothing. */
export function waited(block: Attributes | undefined): readonly string[] | undefined {
  const all = (block?.["depends_on"] ?? []) as readonly string[];
  const others = all.filter((address) => !NEEDS.test(address));
  return others.length === 0 ? undefined : others;
}

import type { TerraformStack } from "cdktf";

/** A stack's configuration, resolved, as it will be written. */
export type Document = Readonly<Record<string, unknown>>;

/** Sees a stack's configuration and gives back what is written. */
export type Look = (stack: TerraformStack, document: Document) => Document;

const looks = new WeakMap<TerraformStack, Set<Look>>();

/**
 * Has `look` see what `stack` renders, however it came there: by a prop, an override or an Aspect. What it gives back is
 * written. Given again for the same stack, it looks once.
 */
export function whenRendered(stack: TerraformStack, look: Look): void {
  const known = looks.get(stack);
  if (known) {
    known.add(look);
    return;
  }
  const all = new Set([look]);
  looks.set(stack, all);
  const render = stack.toTerraform.bind(stack) as () => Document;
  stack.toTerraform = (): Document =>
    [...all].reduce((document, each) => each(stack, document), render());
}

const texts = new WeakMap<object, string>();

/** `value` as JSON; a block is written once for all that look at its text. */
export function jsonOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
}

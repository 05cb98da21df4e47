import type { AccessEntry, Report, StackReport } from "../report";

/** Something of a stack, with the stack that it is of. */
export type Of<T> = T & { readonly stack: string };

/** What all stacks have of a kind. */
export function ofStacks<T>(
  stacks: readonly StackReport[],
  pick: (stack: StackReport) => readonly T[],
): readonly Of<T>[] {
  return stacks.flatMap((stack) => pick(stack).map((item) => ({ ...item, stack: stack.name })));
}

/** Who can read what, equal stacks once. */
export function accessOf({ stacks }: Report): readonly Of<AccessEntry>[] {
  const different = stacks.filter(({ sameAs }) => sameAs === undefined);
  return ofStacks(different, (stack) => stack.access);
}

import { UserError } from "../user-error";
import type { SynthesizedStack } from "./synthesize";

/**
 * The stacks to deploy, each after those that it depends on: the named ones with all that they depend on; without a
 * name those of the app, where they are one deployment.
 *
 * @throws UserError for an unknown name, and where no name is given and the app has stacks that have nothing to do with each other
 */
export function stacksInOrder(
  stacks: readonly SynthesizedStack[],
  names: readonly string[] = [],
): readonly SynthesizedStack[] {
  const known = new Map(stacks.map((stack) => [stack.name, stack]));
  const unknown = names.find((name) => !known.has(name));
  const listed = [...known.keys()].join(", ");
  if (unknown !== undefined) {
    throw new UserError("Which stack?", `The app has no stack "${unknown}".`, [
      `name one of: ${listed}`,
    ]);
  }
  if (names.length === 0 && !areOneDeployment(stacks)) {
    throw new UserError("Which stack?", "The app has several stacks.", [`name one of: ${listed}`]);
  }
  const ordered = new Set<SynthesizedStack>();
  const add = (name: string, dependents: readonly string[]): void => {
    const stack = known.get(name);
    if (stack === undefined || ordered.has(stack)) return;
    if (dependents.includes(name)) {
      throw new UserError(
        "The stacks cannot be put in order.",
        `They depend on each other: ${[...dependents, name].join(" → ")}.`,
        ["take one of these dependencies out of the app"],
      );
    }
    for (const dependency of [...(stack.dependencies ?? [])].sort()) {
      add(dependency, [...dependents, name]);
    }
    ordered.add(stack);
  };
  for (const name of names.length === 0 ? known.keys() : names) add(name, []);
  return [...ordered];
}

/** Whether every stack hangs together with every other one by dependencies. Environments do not. */
function areOneDeployment(stacks: readonly SynthesizedStack[]): boolean {
  const [first, ...rest] = stacks;
  if (first === undefined) return false;
  const reached = new Set([first.name]);
  let before = 0;
  while (before < reached.size) {
    before = reached.size;
    for (const { name, dependencies = [] } of rest.concat(first)) {
      const together = [name, ...dependencies];
      if (together.some((each) => reached.has(each))) together.forEach((each) => reached.add(each));
    }
  }
  return stacks.every(({ name }) => reached.has(name));
}

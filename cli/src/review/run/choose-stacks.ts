import type { SynthesizedStack } from "../../run";
import { UnusablePlanError } from "../plan";

/** The stacks that are named, or all. @throws UnusablePlanError for a name that the app does not have, or where there is none at all */
export function chooseStacks(
  stacks: readonly SynthesizedStack[],
  names: readonly string[] = [],
): readonly SynthesizedStack[] {
  const known = stacks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UnusablePlanError(`There is no stack "${unknown}".`, "The app does not make it.", [
      `name one of: ${known.join(", ")}`,
    ]);
  }
  if (stacks.length === 0) {
    throw new UnusablePlanError("There is no stack to review.", "The app makes none.", [
      "add one to the app, then: npm run synth",
    ]);
  }
  return names.length === 0 ? stacks : stacks.filter(({ name }) => names.includes(name));
}

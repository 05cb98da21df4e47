import { ValidationError } from "cdktf-ecs-secrets/core";
import { SAMPLES } from "../support/public-calls";
import { publicCalls } from "../support/public-props";
import { testStack } from "../support/synth";

/** What the modules call among themselves, and what takes nothing. */
const INNER = /^(ContainerDefinition\.toJson|ContainerImage\.bind|CredentialSpec\.read)$/;

const CALLS = publicCalls().filter(
  ({ name, parameters }) => !INNER.test(name) && parameters.length > 0,
);

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return value === null ? "null" : typeof value;
}

/** Values that are of no use for an argument that takes the one of the sample. */
function wrongFor(good: unknown, isNeeded: boolean): readonly unknown[] {
  const kind = kindOf(good);
  const others = ["a text", 5, [], {}, () => 1].filter((value) => kindOf(value) !== kind);
  // A number is Terraform's text of it.
  const wrong = kind === "string" ? others.filter((value) => value !== 5) : others;
  return [null, ...(isNeeded ? [undefined] : []), ...wrong];
}

/** Whether a construct is made, by `new` or as an imported one: its scope and id are for the library `constructs`. */
function isMaking(name: string): boolean {
  return /^\w+$/.test(name) ? name !== "deployToAws" : /\.from[A-Z]/.test(name);
}

const ROWS = CALLS.flatMap(({ name, parameters }) =>
  parameters.map(({ name: parameter, isNeeded }, at) => ({ name, parameter, isNeeded, at })),
).filter(({ name, parameter }) => {
  const isOfOthers = isMaking(name) && /^(scope|id)$/.test(parameter);
  return !isOfOthers && name !== "SecretReference.toJson";
});

it("has a sample of every constructor and function", () => {
  expect(CALLS.map(({ name }) => name).filter((name) => !SAMPLES[name])).toEqual([]);
});

it.each(CALLS.map(({ name }) => [name]))("%s takes its sample", (name) => {
  const sample = SAMPLES[name]?.(testStack());
  expect(() => sample?.call(sample.args as unknown as readonly never[])).not.toThrow();
});

it.each(ROWS)(
  "$name refuses what is no $parameter in the project's own words",
  ({ name, at, isNeeded }) => {
    const good = SAMPLES[name]?.(testStack()).args[at];
    const taken = wrongFor(good, isNeeded).flatMap((wrong) => {
      const sample = SAMPLES[name]?.(testStack());
      const args = sample?.args.map((arg, index) => (index === at ? wrong : arg));
      try {
        sample?.call(args as unknown as readonly never[]);
        return [`${String(wrong)} of ${kindOf(wrong)}: taken`];
      } catch (error) {
        const isOurs =
          error instanceof ValidationError &&
          error.problems.length > 0 &&
          error.problems.every(({ path, prop, message }) => path && prop && / got /.test(message));
        return isOurs ? [] : [`${kindOf(wrong)}: ${String(error)}`];
      }
    });
    // An object without fields may be all of its defaults.
    const wrong = taken.filter((line) => !/^\[object Object\] of object/.test(line));
    expect(wrong).toEqual([]);
  },
);

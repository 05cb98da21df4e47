import { needlesOf } from "../../leaks";

/** Shorter texts stand in others by chance. */
const LEAST_LENGTH = 4;

/**
 * A text without the values of some variables, in whatever encoding: AWS quotes in its messages what it does not
 * accept.
 */
export function withoutValues(text: string, variables: Readonly<Record<string, string>>): string {
  const needles = Object.entries(variables).flatMap(([name, value]) => {
    const plain = value.length < LEAST_LENGTH ? [] : [value];
    const encoded = needlesOf(value).map(({ bytes }) => bytes.toString());
    return [...plain, ...encoded].map((needle) => ({ name, needle }));
  });
  // The longest first: a part of a value that is left would tell the rest.
  return needles
    .sort((a, b) => b.needle.length - a.needle.length)
    .reduce(
      (result, { name, needle }) => result.replaceAll(needle, () => `(TF_VAR_${name})`),
      text,
    );
}

import type { Artifact } from "./artifacts";
import { needlesOf } from "./encodings";

/** A secret value, named so that a finding can be reported without it. */
export interface KnownValue {
  readonly name: string;
  readonly value: string;
}

/** A value that was found where it must not be. */
export interface Leak {
  readonly artifact: string;
  readonly value: string;
  readonly encoding: string;
}

/** Looks for every value in every artifact, in every encoding; reports names, never values. */
export function searchLeaks(
  artifacts: readonly Artifact[],
  values: readonly KnownValue[],
): readonly Leak[] {
  const needles = values.flatMap(({ name, value }) =>
    needlesOf(value).map((needle) => ({ name, ...needle })),
  );
  return artifacts.flatMap((artifact) =>
    needles
      .filter(({ bytes }) => artifact.bytes.includes(bytes))
      .map(({ name, encoding }) => ({ artifact: artifact.name, value: name, encoding })),
  );
}

import type { Synthesized } from "../../support/synth";

/** Arguments of a resource, to read and to spoil. */
export type Body = Record<string, unknown>;
/** Resources of a stack by type and name, as they stand in `cdk.tf.json`. */
export type Resources = Record<string, Record<string, Body>>;

/** What one or more scanner rules ask of a resource. */
export interface Check {
  /** The rules that ask it. */
  readonly ids: readonly string[];
  /** Types of the resources that they look at. */
  readonly types: readonly string[];
  /** Prop that satisfies them. @default - satisfied without one */
  readonly option?: string;
  /** Whether a resource satisfies them, read as the scanner reads it, or more strictly. */
  readonly passes: (body: Body, seen: Seen) => boolean;
  /** Changes a resource, or what belongs to it, so that it must not pass. */
  readonly spoil: (body: Body, resources: Resources) => void;
}

/** Where a check finds what belongs to a resource. */
export interface Seen {
  readonly resources: Resources;
  /** Terraform's address of the resource. */
  readonly address: string;
}

/** The resources of a synthesized stack, a copy. */
export function resourcesOf(stack: Synthesized): Resources {
  return structuredClone((stack.json["resource"] ?? {}) as Resources);
}

/** Resources that a check looks at, by address. */
export function looksAt(check: Check, resources: Resources): ReadonlyMap<string, Body> {
  const found = check.types.flatMap((type) =>
    Object.entries(resources[type] ?? {}).map(([name, body]) => [`${type}.${name}`, body] as const),
  );
  return new Map(found);
}

/** Addresses of the resources that do not pass. */
export function failures(check: Check, resources: Resources): readonly string[] {
  const all = [...looksAt(check, resources)];
  return all
    .filter(([address, body]) => !check.passes(body, { resources, address }))
    .map(([address]) => address);
}

/** The resources of a type that refer to `address`, as a scanner's graph connects them. */
export function connected(type: string, { resources, address }: Seen): readonly Body[] {
  return Object.values(resources[type] ?? {}).filter((body) =>
    JSON.stringify(body).includes(`\${${address}.`),
  );
}

/** Reads a nested argument; of a list of blocks the first. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    const block: unknown = Array.isArray(inner) ? inner[0] : inner;
    return typeof block === "object" && block !== null ? (block as Body)[key] : undefined;
  }, value);
}

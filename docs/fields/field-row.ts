/** What becomes of a field of AWS: what sets it, or why it cannot be set. */
export type FieldRow =
  /** A typed prop. */
  | { readonly kind: "prop"; readonly text: string; readonly line?: ProviderLine }
  /** Follows from other props. */
  | { readonly kind: "derived"; readonly text: string; readonly line?: ProviderLine }
  /** Set by `overrides`, or `addOverride` of the resource. */
  | { readonly kind: "hatch"; readonly text: string; readonly line?: ProviderLine }
  /** Refused at synthesis, or not there on purpose. */
  | { readonly kind: "refused"; readonly text: string; readonly line?: ProviderLine };

/**
 * A field that not every line of the provider's package knows: 20 for one that AWS provider 5 alone has, 21 for one that
 * came with `@cdktf/provider-aws` 21 (AWS provider 6), 25 for one that came with `@cdktn/provider-aws` 25.
 */
export type ProviderLine = 20 | 21 | 25;

/** Whether a line of the package, the first number of its version, knows a field. */
export function isKnownTo(line: number, { line: own }: FieldRow): boolean {
  if (own === undefined) return true;
  return own === 20 ? line === own : line >= own;
}

/** Field → what becomes of it. */
export type FieldRows = Readonly<Record<string, FieldRow>>;

interface RowOptions {
  /** @default - every line knows it */
  readonly line?: ProviderLine;
}

/** @param name of the prop, such as `linuxParameters.tmpfs` */
export function prop(name: string, options: RowOptions = {}): FieldRow {
  return { kind: "prop", text: `\`${name}\``, ...options };
}

/** @param from what it follows from */
export function derived(from: string, options: RowOptions = {}): FieldRow {
  return { kind: "derived", text: from, ...options };
}

/** @param way that sets it */
export function hatch(way: string, options: RowOptions = {}): FieldRow {
  return { kind: "hatch", text: way, ...options };
}

/** @param why it cannot be set */
export function refused(why: string, options: RowOptions = {}): FieldRow {
  return { kind: "refused", text: why, ...options };
}

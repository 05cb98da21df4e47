import type { Construct } from "constructs";

/** Where a text prop's value arrives. */
export interface Place {
  readonly prop: string;
  /** Kind of the block, as the document has it. @default "resource" */
  readonly kind?: "resource" | "data" | "provider" | "ephemeral";
  readonly type: string;
  /** From the block to the argument. */
  readonly path: readonly (string | number)[];
  /** From the document in the argument, where it is JSON, to the text. */
  readonly json?: readonly (string | number)[];
  /** What the construct puts around the text. @default - nothing */
  readonly around?: readonly [before: string, after: string];
}

/** A construct whose text props all have one text, and where each of them arrives. */
export interface Group {
  readonly build: (scope: Construct, text: string) => void;
  readonly places: readonly Place[];
}

/** A place by its prop, the block's type and the way to the argument. */
export const at = (
  prop: string,
  type: string,
  path: Place["path"],
  more: Partial<Place> = {},
): Place => ({
  prop,
  type,
  path,
  ...more,
});

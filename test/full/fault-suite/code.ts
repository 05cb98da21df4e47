import type { Build } from "../../support/local-scenario";

/** A value that is where it belongs once the code and AWS are the same. */
export interface Stored {
  readonly store: "parameter" | "secret";
  readonly name: string;
  /** Of a secret that is JSON. */
  readonly field?: string;
  readonly value: string;
  /** @default - that of the stack */
  readonly region?: string;
}

/** What is deployed. */
export interface Code {
  readonly build: Build;
  /** Its stacks in the order in which they are applied. @default - one */
  readonly stacks?: readonly string[];
  /** Changes what was synthesized. */
  readonly rewritten?: (text: string) => string;
  readonly values: Readonly<Record<string, string>>;
  readonly stored: readonly Stored[];
}

/** The code in which every value is of this revision: where the error asks for one more, it is synthesized again. */
export type CodeOf = (revision: number) => Code;

/** Where its services run. */
export interface Place {
  readonly cluster: string;
  readonly services: readonly string[];
  /** Schedules whose tasks read secrets, too. @default - none */
  readonly schedules?: readonly string[];
  /** @default - the one of the stack */
  readonly regions?: readonly string[];
}

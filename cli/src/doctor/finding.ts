import type { CheckedVerdict } from "../delivery/check";

/** One thing that was found, and where. */
export interface Finding extends Omit<CheckedVerdict, "about"> {
  readonly cluster: string;
  /** @default - the whole cluster */
  readonly service?: string;
  /** @default - the whole service */
  readonly container?: string;
  /** What would receive the secret, such as `DB_PASSWORD`. */
  readonly target?: string;
  /** Where the secret comes from, for people. */
  readonly source?: string;
}

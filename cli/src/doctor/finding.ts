import type { CheckedVerdict } from "../delivery";

/** One thing that was found, and where. */
export interface Finding extends Omit<CheckedVerdict, "about"> {
  readonly cluster: string;
  /** @default - the whole cluster */
  readonly service?: string;
  /** @default - the whole service */
  readonly container?: string;
  /** What would receive the secret, such as `DB_PASSWORD`. */
  readonly target?: string;
  /** Where the secret comes from, such as `secret orders/db · password`. */
  readonly source?: string;
}

/** The whole in a word. Hints are no problems. */
export type Verdict = "fine" | "problems" | "undecided";

/** Whether something is wrong, or may be and could not be told. */
export function verdictOf({ findings }: { readonly findings: readonly Finding[] }): Verdict {
  if (findings.some(({ state }) => state === "problem")) return "problems";
  return findings.some(({ state }) => state === "unknown") ? "undecided" : "fine";
}

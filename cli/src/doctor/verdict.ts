import type { Examination } from "./examine";

/** The whole in a word. Hints are no problems. */
export type Verdict = "fine" | "problems" | "undecided";

/** Whether something is wrong, or may be and could not be told. */
export function verdictOf({ findings }: Pick<Examination, "findings">): Verdict {
  if (findings.some(({ state }) => state === "problem")) return "problems";
  return findings.some(({ state }) => state === "unknown") ? "undecided" : "fine";
}

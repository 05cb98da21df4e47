import type { StaleReport } from "../stale";

/** What came of a service. */
export type Outcome =
  | "current"
  | "unclear"
  /** A dry run: it would be redeployed. */
  | "would redeploy"
  | "refused"
  | "redeployed"
  /** The new tasks hold an old value, too: it was written again meanwhile. */
  | "stale again"
  | "rolled back"
  | "failed"
  | "timeout"
  | "left running"
  /** Interrupted before its turn. */
  | "not begun";

/** What was found in a service, and what came of it. */
export interface Redeployment {
  /** What its tasks held before. */
  readonly report: StaleReport;
  readonly outcome: Outcome;
  /** The deployment that was forced, or followed. @default - none */
  readonly deploymentId?: string;
  /** More about the outcome. @default - it says all */
  readonly detail?: string;
  /** What to do about it. @default - nothing */
  readonly next?: string;
}

const PROBLEMS: readonly Outcome[] = [
  "would redeploy",
  "refused",
  "stale again",
  "rolled back",
  "failed",
];
const OPEN: readonly Outcome[] = ["unclear", "timeout", "left running", "not begun"];

/** Whether all tasks hold the current values, some do not, or it is not known yet. */
export function verdictOf(
  redeployments: readonly Redeployment[],
): "current" | "stale" | "undecided" {
  const outcomes = redeployments.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => PROBLEMS.includes(outcome))) return "stale";
  return outcomes.some((outcome) => OPEN.includes(outcome)) ? "undecided" : "current";
}

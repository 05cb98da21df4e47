import type { LiveService } from "../services";
import type { StaleReport, StaleUse } from "../stale";

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
  /** Interrupted before ECS had answered whether it took the deployment. */
  | "may have begun"
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
const OPEN: readonly Outcome[] = [
  "unclear",
  "timeout",
  "left running",
  "may have begun",
  "not begun",
];

/** Whether all tasks hold the current values, some do not, or it is not known yet. */
export function verdictOf(
  redeployments: readonly Redeployment[],
): "current" | "stale" | "undecided" {
  const outcomes = redeployments.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => PROBLEMS.includes(outcome))) return "stale";
  return outcomes.some((outcome) => OPEN.includes(outcome)) ? "undecided" : "current";
}

/** What is to be done about one service. */
export type Plan =
  /** Nothing old is held. */
  | { readonly kind: "current" }
  /** Something may be old, and only what surely is was to be redeployed. */
  | { readonly kind: "unclear" }
  /** It is not for this command to do. */
  | { readonly kind: "refused"; readonly why: string; readonly next: string }
  /** A deployment that began after the last change is under way already. */
  | { readonly kind: "follow"; readonly deploymentId: string }
  | { readonly kind: "deploy" };

/**
 * Decides what is to be done about a service.
 *
 * @param includeUnclear whether what may be old counts as old
 */
export function planRedeployment(
  { service, stale, unclear }: StaleReport,
  includeUnclear: boolean,
): Plan {
  const uses = includeUnclear ? [...stale, ...unclear] : stale;
  if (uses.length === 0) return { kind: unclear.length === 0 ? "current" : "unclear" };
  if (service.deploymentController === "CODE_DEPLOY") {
    return {
      kind: "refused",
      why: "CodeDeploy makes its deployments; ECS takes no forced one",
      next: "deploy it with CodeDeploy: aws deploy create-deployment",
    };
  }
  if (service.deploymentController === "EXTERNAL") {
    return {
      kind: "refused",
      why: "an external controller makes its task sets; ECS takes no forced deployment",
      next: "let its deployer create a new task set",
    };
  }
  if (service.status !== "ACTIVE") {
    return { kind: "refused", why: "it is being deleted", next: "nothing: its tasks are ending" };
  }
  const deploymentId = deploymentSince(service, uses);
  return deploymentId === undefined ? { kind: "deploy" } : { kind: "follow", deploymentId };
}

/** The deployment under way that replaces all of these uses, so that a second run forces no second one. */
function deploymentSince(service: LiveService, uses: readonly StaleUse[]): string | undefined {
  const primary = service.deployments.find(({ status }) => status === "PRIMARY");
  const since = primary?.createdAt;
  if (!since || primary.rolloutState !== "IN_PROGRESS") return undefined;
  const isNewer = uses.every(({ changedAt }) => changedAt && changedAt < since);
  return isNewer ? primary.id : undefined;
}

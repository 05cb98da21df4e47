import type { LiveService } from "../services";
import type { StaleReport, StaleUse } from "../stale";

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

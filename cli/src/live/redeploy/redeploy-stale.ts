import { UpdateServiceCommand, type Deployment } from "@aws-sdk/client-ecs";
import { messageOf, nextAfter, type AwsClients } from "../../aws";
import { valueUnlessAborted } from "../../interruptible";
import { ownCommand } from "../../own-command";
import { inParallel } from "../../parallel";
import { shellWord } from "../../text";
import type { LiveService } from "../services";
import { findStale, type StaleReport } from "../stale";
import { followRollout, type FollowOptions } from "./follow-rollout";
import { planRedeployment, type Redeployment } from "./redeployment";

/** How stale services are redeployed. */
export interface RedeployOptions extends Omit<FollowOptions, "onProgress"> {
  /** Whether nothing is changed. @default false */
  readonly dryRun?: boolean;
  /** Whether what may be old counts as old. @default false */
  readonly includeUnclear?: boolean;
  /** How many services are replaced at the same time. */
  readonly concurrency: number;
  /** Called with a line of progress for a service. */
  readonly onProgress: (service: LiveService, text: string) => void;
}

/** Forces a new deployment of every service that holds old values, follows it, and looks whether its tasks are new. */
export function redeployStale(
  clients: AwsClients,
  reports: readonly StaleReport[],
  options: RedeployOptions,
): Promise<readonly Redeployment[]> {
  return inParallel(options.concurrency, reports, async (report) => {
    try {
      return await redeploy(clients, report, options);
    } catch (error) {
      return { report, outcome: "failed", detail: messageOf(error), next: nextAfter(error) };
    }
  });
}

async function redeploy(
  clients: AwsClients,
  report: StaleReport,
  options: RedeployOptions,
): Promise<Redeployment> {
  const { service } = report;
  const plan = planRedeployment(report, options.includeUnclear ?? false);
  switch (plan.kind) {
    case "current":
      return { report, outcome: "current" };
    case "unclear":
      return { report, outcome: "unclear", next: "to be sure, redeploy it, too: --unclear" };
    case "refused":
      return { report, outcome: "refused", detail: plan.why, next: plan.next };
    case "follow":
    case "deploy":
      break;
  }
  if (options.dryRun)
    return { report, outcome: "would redeploy", next: "run the same command without --dry-run" };
  if (options.signal.aborted) return { report, outcome: "not begun", next: AGAIN };
  const deployment =
    plan.kind === "deploy"
      ? await force(clients, service, options.signal)
      : service.deployments.find(({ id }) => id === plan.deploymentId);
  if (deployment === "no answer") {
    const detail = "no answer yet: its deployment may have begun";
    return { report, outcome: "may have begun", detail, next: AGAIN };
  }
  if (!deployment?.id) throw new Error("ECS did not say which deployment it began.");
  return follow(clients, report, deployment, options);
}

const AGAIN = "run the same command again; it follows what is under way";

/** @returns that it was interrupted before ECS had answered: the deployment has begun then, or it has not */
async function force(
  { ecs }: AwsClients,
  { clusterArn: cluster, serviceName: service }: LiveService,
  abortSignal: AbortSignal,
): Promise<Deployment | "no answer" | undefined> {
  const request = new UpdateServiceCommand({ cluster, service, forceNewDeployment: true });
  const answer = await valueUnlessAborted(abortSignal, ecs.send(request, { abortSignal }));
  if (answer === undefined) return "no answer";
  return answer.service?.deployments?.find(({ status }) => status === "PRIMARY");
}

async function follow(
  clients: AwsClients,
  report: StaleReport,
  deployment: Deployment,
  options: RedeployOptions,
): Promise<Redeployment> {
  const { service } = report;
  const deploymentId = deployment.id;
  const onProgress = (text: string): void => options.onProgress(service, text);
  onProgress(`deployment ${deployment.id ?? ""}`);
  const rollout = await followRollout(clients, service, deployment, { ...options, onProgress });
  if (rollout.kind === "timeout" || rollout.kind === "left running") {
    const detail = "its deployment goes on";
    return { report, outcome: rollout.kind, deploymentId, detail, next: AGAIN };
  }
  if (rollout.kind !== "steady") {
    const doctor = `doctor --cluster ${shellWord(service.clusterName)} --service ${shellWord(service.serviceName)}`;
    const next = `see why its tasks do not start: ${ownCommand(doctor)}`;
    return { report, outcome: rollout.kind, deploymentId, detail: rollout.why, next };
  }
  const after = await valueUnlessAborted(options.signal, findStale(clients, service));
  if (after === undefined) {
    const detail = "its deployment is done; its new tasks were not looked at";
    return { report, outcome: "unclear", deploymentId, detail, next: AGAIN };
  }
  if (after.stale.length > 0) {
    const detail = "it was written again meanwhile";
    return { report, outcome: "stale again", deploymentId, detail, next: "run it again" };
  }
  if (after.unclear.length > 0) {
    const [{ reason: detail = "" } = {}] = after.unclear;
    return { report, outcome: "unclear", deploymentId, detail, next: "see what cannot be told" };
  }
  return { report, outcome: "redeployed", deploymentId };
}

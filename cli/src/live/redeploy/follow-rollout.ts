import type { Deployment } from "@aws-sdk/client-ecs";
import { setTimeout as sleep } from "node:timers/promises";
import type { AwsClients } from "../../aws";
import { valueUnlessAborted } from "../../interruptible";
import { findServices, type LiveService } from "../services";
import { stoppedTasks } from "../tasks";

/** How a deployment ended, or why it was no longer watched. */
export type Rollout =
  | { readonly kind: "steady" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "rolled back"; readonly why: string }
  /** It goes on without being followed. */
  | { readonly kind: "timeout" }
  | { readonly kind: "left running" };

/** How a deployment is followed. */
export interface FollowOptions {
  /** Leaves the deployment running. */
  readonly signal: AbortSignal;
  /** After which it is no longer watched. */
  readonly timeoutMs: number;
  /** Between two looks. */
  readonly pollMs: number;
  /** Called with a line of progress. */
  readonly onProgress: (text: string) => void;
}

/**
 * Follows a deployment until the service is steady, the circuit breaker stops it, or time is up. One that is started by others
 * later takes its place: it reads the new values, too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
export async function followRollout(
  clients: AwsClients,
  service: LiveService,
  deployment: Pick<Deployment, "id" | "createdAt">,
  { signal, timeoutMs, pollMs, onProgress }: FollowOptions,
): Promise<Rollout> {
  const target = { cluster: service.clusterArn, services: [service.serviceName] };
  const deadline = Date.now() + timeoutMs;
  let followed = deployment;
  for (;;) {
    const seen = await valueUnlessAborted(signal, findServices(clients, target, signal));
    if (signal.aborted) return { kind: "left running" };
    const deployments = seen?.[0]?.deployments ?? [];
    const own = deployments.find(({ id }) => id === followed.id);
    const primary = deployments.find(({ status }) => status === "PRIMARY");
    if (own?.rolloutState === "FAILED") {
      const why = await failure(clients, service, own, signal);
      return { kind: primary && primary.id !== own.id ? "rolled back" : "failed", why };
    }
    if (primary && primary.id !== followed.id && isLater(primary, followed)) {
      const why = primary.rolloutStateReason ?? "";
      // The failed one may be gone between two looks.
      if (/roll(ed|ing) ?back/i.test(why)) return { kind: "rolled back", why };
      followed = primary;
    } else if (own && stateOf(own, deployments) === "COMPLETED") {
      return { kind: "steady" };
    }
    if (own) onProgress(progressOf(own));
    if (Date.now() + pollMs > deadline) return { kind: "timeout" };
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** A description may be older than the answer to the update. */
function isLater(a: Pick<Deployment, "createdAt">, b: Pick<Deployment, "createdAt">): boolean {
  return (a.createdAt?.getTime() ?? 0) > (b.createdAt?.getTime() ?? 0);
}

/** Behind a Classic Load Balancer there is no `rolloutState`. */
function stateOf(own: Deployment, all: readonly Deployment[]): string {
  if (own.rolloutState !== undefined) return own.rolloutState;
  const isAlone = all.length === 1 && own.runningCount === own.desiredCount;
  return isAlone ? "COMPLETED" : "IN_PROGRESS";
}

function progressOf({ runningCount = 0, desiredCount = 0, failedTasks = 0 }: Deployment): string {
  const failed = failedTasks === 0 ? "" : `, ${failedTasks} failed`;
  return `${runningCount} of ${desiredCount} new tasks run${failed}`;
}

/** What ECS says of the deployment, and of the last task that it could not start. */
async function failure(
  clients: AwsClients,
  service: LiveService,
  { rolloutStateReason = "its tasks do not start" }: Deployment,
  signal: AbortSignal,
): Promise<string> {
  const stopped = (await valueUnlessAborted(signal, stoppedTasks(clients, service))) ?? [];
  const [last] = stopped
    .filter(({ stopCode }) => stopCode !== "ServiceSchedulerInitiated")
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  const reason = last?.stoppedReason;
  return reason === undefined ? rolloutStateReason : `${rolloutStateReason} ${reason}`;
}

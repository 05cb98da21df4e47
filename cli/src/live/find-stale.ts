import type { AwsClients } from "../delivery";
import { describeSource } from "../delivery/describe-source";
import { objects } from "../delivery/ways/objects";
import { registryCredentials } from "../delivery/ways/registry-credentials";
import { held } from "./held";
import type { LiveService } from "./live-service";
import { ReadOnce } from "./read-once";
import type { StaleReport, StaleUse } from "./stale-use";
import { runningTasks } from "./tasks";

/**
 * Which containers of the running tasks of a service hold old values: each task is asked for what its own revision of the
 * task definition names. A registry login is not held by a container: it is used once, when the image is pulled.
 *
 * @param readOnce shared by services that name the same secrets
 */
export async function findStale(
  clients: AwsClients,
  service: LiveService,
  readOnce = new ReadOnce(clients),
): Promise<StaleReport> {
  const tasks = await runningTasks(clients, service);
  const stale: StaleUse[] = [];
  const unclear: StaleUse[] = [];
  for (const task of tasks) {
    for (const mention of await readOnce.mentions(task.taskDefinitionArn)) {
      const { container, way, target, valueFrom, reference } = mention;
      if (way === registryCredentials) continue;
      const change =
        typeof reference === "string"
          ? ({ kind: "unknown", reason: reference } as const)
          : await readOnce.changedAt(reference);
      const outcome = held(change, task, way === objects);
      if (outcome.state === "current") continue;
      const { changedAt, reason } = outcome;
      const source = typeof reference === "string" ? valueFrom : describeSource(reference);
      const use = { service, task, container, way: way.name, target, source, changedAt, reason };
      (outcome.state === "stale" ? stale : unclear).push(use);
    }
  }
  return { service, tasks, stale, unclear };
}

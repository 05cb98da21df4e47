import type { AwsClients } from "../delivery";
import { read } from "../delivery/reading";
import { stoppedTasks, type LiveService } from "../live";
import { isStartFailure, kindOf } from "./stopped-reason";

/** A task that did not start. */
export interface FailedStart {
  /** In the words of ECS. */
  readonly reason: string;
  /** @default - ECS speaks of the service, not of a task */
  readonly task?: string;
  readonly stoppedAt?: Date;
}

/** As long as ECS remembers a stopped task. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** Why tasks of a service did not start lately, each reason once. What may not be read is left out. */
export async function findFailedStarts(
  clients: AwsClients,
  service: LiveService,
): Promise<readonly FailedStart[]> {
  const stopped = await read("ecs:ListTasks", () => stoppedTasks(clients, service));
  const tasks = stopped.state === "found" ? stopped.value.filter(isStartFailure) : [];
  const since = Date.now() - REMEMBERED_MS;
  const starts: FailedStart[] = [
    // A role that cannot be assumed fails before there is a task.
    ...service.events
      .filter(({ createdAt }) => createdAt !== undefined && createdAt.getTime() > since)
      .map(({ message = "", createdAt }) => ({ reason: message, stoppedAt: createdAt }))
      .filter(({ reason }) => /unable|failed/i.test(reason) && kindOf(reason) !== undefined),
    ...tasks.map(({ stoppedReason = "", taskArn, stoppedAt }) => {
      return { reason: stoppedReason, task: taskArn, stoppedAt };
    }),
  ];
  return [...new Map(starts.map((start) => [start.reason, start])).values()];
}

import { DescribeTasksCommand, paginateListTasks, type Task } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../delivery";
import { batchesOf } from "./batches";
import type { LiveService } from "./live-service";
import type { LiveTask } from "./live-task";

/** As many as ECS lists and describes at once. */
const BATCH = 100;

/** The tasks of a service that run, or are being started, of whatever revision. */
export function runningTasks(
  clients: AwsClients,
  service: LiveService,
): Promise<readonly LiveTask[]> {
  return tasksOf(clients, service, "RUNNING");
}

/** The tasks of a service that have stopped; ECS remembers them for about an hour. */
export function stoppedTasks(
  clients: AwsClients,
  service: LiveService,
): Promise<readonly LiveTask[]> {
  return tasksOf(clients, service, "STOPPED");
}

async function tasksOf(
  { ecs }: AwsClients,
  { clusterArn: cluster, serviceName }: LiveService,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<readonly LiveTask[]> {
  const arns: string[] = [];
  const listed = { cluster, serviceName, desiredStatus, maxResults: BATCH };
  for await (const page of paginateListTasks({ client: ecs }, listed)) {
    arns.push(...(page.taskArns ?? []));
  }
  const tasks: LiveTask[] = [];
  for (const batch of batchesOf(BATCH, arns)) {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...batch] }));
    tasks.push(...(answer.tasks ?? []).map(toLiveTask));
  }
  return tasks.sort((a, b) => (a.taskArn < b.taskArn ? -1 : 1));
}

function toLiveTask({
  taskArn,
  taskDefinitionArn,
  lastStatus,
  containers,
  ...task
}: Task): LiveTask {
  const { createdAt, startedAt, stoppedAt, platformVersion, stoppedReason, stopCode } = task;
  return {
    taskArn: taskArn ?? "",
    taskDefinitionArn: taskDefinitionArn ?? "",
    lastStatus: lastStatus ?? "",
    createdAt,
    startedAt,
    stoppedAt,
    platformVersion,
    stoppedReason,
    stopCode,
    containers: containers ?? [],
  };
}

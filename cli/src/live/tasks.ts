import {
  DescribeTasksCommand,
  paginateListTasks,
  type Container,
  type Task,
} from "@aws-sdk/client-ecs";
import { batchesOf, collect, type AwsClients } from "../aws";
import type { LiveService } from "./services";

/** A task as ECS describes it. */
export interface LiveTask {
  readonly taskArn: string;
  /** The revision that it runs itself. */
  readonly taskDefinitionArn: string;
  readonly lastStatus: string;
  /** When ECS began to start it: it cannot have read a secret before. */
  readonly createdAt?: Date;
  /** When its containers ran: everything that ECS delivers had been read before. */
  readonly startedAt?: Date;
  readonly stoppedAt?: Date;
  readonly platformVersion?: string;
  readonly stoppedReason?: string;
  readonly stopCode?: string;
  readonly containers: readonly Container[];
}

/** As many as ECS lists and describes at once. */
const BATCH = 100;

/** The tasks of a service that run or are being started, of all revisions. */
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
  const listed = { cluster, serviceName, desiredStatus, maxResults: BATCH };
  const pages = paginateListTasks({ client: ecs }, listed);
  const arns = await collect(pages, ({ taskArns }) => taskArns);
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

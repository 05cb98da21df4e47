import type { LiveService, LiveTask } from "../../../cli/src/live";

/** The prefix of all ECS ARNs in these tests. */
export const ECS_ARN = "arn:aws:ecs:eu-central-1:123456789012";

/** A service of the cluster `orders`. */
export function liveService(settings: Partial<LiveService> = {}): LiveService {
  return {
    clusterArn: `${ECS_ARN}:cluster/orders`,
    clusterName: "orders",
    serviceArn: `${ECS_ARN}:service/orders/web`,
    serviceName: "web",
    status: "ACTIVE",
    taskDefinitionArn: `${ECS_ARN}:task-definition/web:1`,
    deploymentController: "ECS",
    deployments: [],
    desiredCount: 1,
    runningCount: 1,
    events: [],
    ...settings,
  };
}

/** A running task of it. */
export function liveTask(settings: Partial<LiveTask> = {}): LiveTask {
  return {
    taskArn: `${ECS_ARN}:task/orders/1`,
    taskDefinitionArn: `${ECS_ARN}:task-definition/web:1`,
    lastStatus: "RUNNING",
    containers: [],
    ...settings,
  };
}

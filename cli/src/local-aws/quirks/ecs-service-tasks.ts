import { randomUUID } from "node:crypto";
import { isJsonObject, readJson, succeeded, withJson } from "../quirk";
import type { AwsRequest, AwsResponse, JsonObject, Quirk } from "../quirk";

const CHANGES = ["CreateService", "UpdateService", "DeleteService"];

/** A task that is said to run, or to have stopped. */
interface Task extends JsonObject {
  readonly taskArn: string;
  readonly taskDefinitionArn: unknown;
  desiredStatus: "RUNNING" | "STOPPED";
}

/**
 * Gives every service as many running tasks as it wants. A new deployment, or another task definition, replaces them; they
 * start at once.
 */
export function ecsServiceTasks(): Quirk {
  const tasksOf = new Map<string, Task[]>();
  return {
    id: "ecs-service-tasks",
    why: "moto starts no tasks for a service, so nothing that looks at running tasks can be tried",
    matches: ({ service, operation }) =>
      service === "ecs" && [...CHANGES, "ListTasks", "DescribeTasks"].includes(operation),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      if (request.operation === "ListTasks") return listed(request, response);
      if (request.operation === "DescribeTasks") return described(request, response);
      const { service } = readJson(response);
      if (isJsonObject(service)) change(request, service);
      return response;
    },
  };

  function change(request: AwsRequest, service: JsonObject): void {
    const arn = String(service["serviceArn"]);
    const known = request.operation === "CreateService" ? [] : (tasksOf.get(arn) ?? []);
    const wanted = request.operation === "DeleteService" ? 0 : Number(service["desiredCount"] ?? 1);
    const running = known.filter(({ desiredStatus }) => desiredStatus === "RUNNING");
    const isReplaced =
      readJson(request)["forceNewDeployment"] === true ||
      running[0]?.taskDefinitionArn !== service["taskDefinition"];
    for (const task of running.slice(isReplaced ? 0 : wanted)) stop(task);
    const kept = isReplaced ? 0 : Math.min(running.length, wanted);
    const started = Array.from({ length: wanted - kept }, () => start(service));
    tasksOf.set(arn, [...known, ...started]);
  }

  function listed(request: AwsRequest, response: AwsResponse): AwsResponse {
    const { serviceName, cluster = "default", desiredStatus = "RUNNING" } = readJson(request);
    if (serviceName === undefined) return response;
    const suffix = `:service/${lastPart(cluster)}/${lastPart(serviceName)}`;
    const tasks = [...tasksOf].flatMap(([arn, own]) => (arn.endsWith(suffix) ? own : []));
    const taskArns = tasks
      .filter((task) => task.desiredStatus === desiredStatus)
      .map(({ taskArn }) => taskArn);
    return withJson(response, { taskArns });
  }

  function described(request: AwsRequest, response: AwsResponse): AwsResponse {
    const { tasks: wanted } = readJson(request);
    const { tasks: found, ...rest } = readJson(response);
    const names = Array.isArray(wanted) ? wanted.map(lastPart) : [];
    const own = [...tasksOf.values()]
      .flat()
      .filter(({ taskArn }) => names.includes(lastPart(taskArn)));
    return withJson(response, { ...rest, tasks: [...(Array.isArray(found) ? found : []), ...own] });
  }
}

function start(service: JsonObject): Task {
  const clusterArn = String(service["clusterArn"]);
  const id = randomUUID().replaceAll("-", "");
  const now = Date.now() / 1000;
  return {
    taskArn: `${clusterArn.replace(":cluster/", ":task/")}/${id}`,
    clusterArn,
    taskDefinitionArn: service["taskDefinition"],
    group: `service:${String(service["serviceName"])}`,
    launchType: service["launchType"],
    platformVersion: service["platformVersion"],
    desiredStatus: "RUNNING",
    lastStatus: "RUNNING",
    createdAt: now,
    startedAt: now,
    containers: [],
  };
}

function stop(task: Task): void {
  Object.assign(task, {
    desiredStatus: "STOPPED",
    lastStatus: "STOPPED",
    stoppedAt: Date.now() / 1000,
    stopCode: "ServiceSchedulerInitiated",
    stoppedReason: "Scaling activity initiated by deployment",
  });
}

/** Clusters, services and tasks are named by name or by ARN, which ends with the name. */
function lastPart(name: unknown): string {
  return String(name).split("/").pop() ?? "";
}

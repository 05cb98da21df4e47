import { randomUUID } from "node:crypto";
import { isObject, listIn, type JsonObject } from "../../json";
import {
  calls,
  readJson,
  succeeded,
  withJson,
  type AwsRequest,
  type AwsResponse,
  type Quirk,
} from "../quirk";

const TASK_CHANGES = ["CreateService", "UpdateService", "DeleteService"];

/** The calls whose answer describes services. */
const describesServices = calls("ecs", ...TASK_CHANGES, "DescribeServices");

/** The answer with every service that it describes replaced. */
function mapServices(
  response: AwsResponse,
  change: (service: JsonObject) => JsonObject,
): AwsResponse {
  if (!succeeded(response)) return response;
  const { service, services, ...rest } = readJson(response);
  return withJson(response, {
    ...rest,
    ...(isObject(service) ? { service: change(service) } : {}),
    ...(Array.isArray(services) ? { services: services.filter(isObject).map(change) } : {}),
  });
}

/** The deployments of a service. */
function deploymentsOf(service: JsonObject): readonly JsonObject[] {
  return listIn(service["deployments"]).filter(isObject);
}

/** What moto accepts for a service and does not keep. */
const FORGOTTEN = [
  "availabilityZoneRebalancing",
  "enableECSManagedTags",
  "enableExecuteCommand",
  "deploymentConfiguration",
  "healthCheckGracePeriodSeconds",
  "capacityProviderStrategy",
];

/** Says back what CreateService and UpdateService said. */
export function ecsServiceDefaults(): Quirk {
  const said = new Map<string, JsonObject>();
  return {
    id: "ecs-service-defaults",
    why: "moto forgets settings of a service, so every plan after the first wants to set them again",
    matches: describesServices,
    onResponse: (request, response) =>
      mapServices(response, (service) => {
        const arn = String(service["serviceArn"]);
        remember(said, arn, request);
        return { ...service, ...said.get(arn) };
      }),
  };
}

function remember(said: Map<string, JsonObject>, arn: string, request: AwsRequest): void {
  if (request.operation === "DeleteService") said.delete(arn);
  if (request.operation !== "CreateService" && request.operation !== "UpdateService") return;
  const settings = Object.entries(readJson(request)).filter(
    ([name, value]) => FORGOTTEN.includes(name) && value !== null,
  );
  // A service that is created again starts anew; an update keeps what it does not mention.
  const before = request.operation === "UpdateService" ? said.get(arn) : {};
  said.set(arn, { ...before, ...Object.fromEntries(settings) });
}

/** Leaves the network configuration out where there is none. */
export function ecsEmptyNetworkConfiguration(): Quirk {
  return {
    id: "ecs-empty-network-configuration",
    why: "moto describes a service without awsvpc with an empty object, on which the AWS provider panics",
    matches: describesServices,
    onResponse: (_request, response) =>
      mapServices(response, (service) => ({
        ...withoutEmpty(service),
        deployments: deploymentsOf(service).map(withoutEmpty),
      })),
  };
}

function withoutEmpty(owner: JsonObject): JsonObject {
  const { networkConfiguration, ...rest } = owner;
  const filled = isObject(networkConfiguration) && Object.keys(networkConfiguration).length > 0;
  return filled ? owner : rest;
}

/** Reports every service as rolled out: no container ever runs here. */
export function ecsSteadyState(): Quirk {
  return {
    id: "ecs-steady-state",
    why: "moto starts no tasks for a service, so waiting for its steady state times out",
    matches: describesServices,
    onResponse: (_request, response) => mapServices(response, steady),
  };
}

function steady(service: JsonObject): JsonObject {
  if (service["status"] !== "ACTIVE") return service;
  const counts = {
    desiredCount: service["desiredCount"],
    runningCount: service["desiredCount"],
    pendingCount: 0,
  };
  const deployments = deploymentsOf(service).map((deployment) => ({
    ...deployment,
    ...counts,
    // moto leaves the deployment at the task definition that the service was created with.
    taskDefinition: service["taskDefinition"],
    failedTasks: 0,
    rolloutState: "COMPLETED",
    rolloutStateReason: `ECS deployment ${String(deployment["id"])} completed.`,
  }));
  return { ...service, ...counts, deployments };
}

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
    matches: calls("ecs", ...TASK_CHANGES, "ListTasks", "DescribeTasks"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      if (request.operation === "ListTasks") return listed(request, response);
      if (request.operation === "DescribeTasks") return described(request, response);
      const { service } = readJson(response);
      if (isObject(service)) change(request, service);
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
    for (const task of running.slice(isReplaced ? 0 : wanted)) stopTask(task);
    const kept = isReplaced ? 0 : Math.min(running.length, wanted);
    const started = Array.from({ length: wanted - kept }, () => startTask(service));
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
    const names = listIn(wanted).map(lastPart);
    const own = [...tasksOf.values()]
      .flat()
      .filter(({ taskArn }) => names.includes(lastPart(taskArn)));
    return withJson(response, { ...rest, tasks: [...listIn(found), ...own] });
  }
}

function startTask(service: JsonObject): Task {
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

function stopTask(task: Task): void {
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

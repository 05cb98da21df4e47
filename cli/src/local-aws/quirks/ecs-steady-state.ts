import type { JsonObject, Quirk } from "../quirk";
import { deploymentsOf, describesServices, mapServices } from "./ecs-services";

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

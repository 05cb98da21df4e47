import { isJsonObject } from "../quirk";
import type { JsonObject, Quirk } from "../quirk";
import { deploymentsOf, describesServices, mapServices } from "./ecs-services";

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
  const filled = isJsonObject(networkConfiguration) && Object.keys(networkConfiguration).length > 0;
  return filled ? owner : rest;
}

import { isJsonObject, readJson, succeeded, withJson } from "../quirk";
import type { AwsRequest, AwsResponse, JsonObject } from "../quirk";

const OPERATIONS = new Set(["CreateService", "UpdateService", "DescribeServices", "DeleteService"]);

/** Whether the answer to a call describes ECS services. */
export function describesServices(request: AwsRequest): boolean {
  return request.service === "ecs" && OPERATIONS.has(request.operation);
}

/** The answer with every service that it describes replaced. */
export function mapServices(
  response: AwsResponse,
  change: (service: JsonObject) => JsonObject,
): AwsResponse {
  if (!succeeded(response)) return response;
  const { service, services, ...rest } = readJson(response);
  return withJson(response, {
    ...rest,
    ...(isJsonObject(service) ? { service: change(service) } : {}),
    ...(Array.isArray(services)
      ? { services: services.map((item: unknown) => (isJsonObject(item) ? change(item) : item)) }
      : {}),
  });
}

/** The deployments of a service. */
export function deploymentsOf(service: JsonObject): JsonObject[] {
  const { deployments } = service;
  return Array.isArray(deployments) ? deployments.filter(isJsonObject) : [];
}

import { readJson } from "../quirk";
import type { AwsRequest, JsonObject, Quirk } from "../quirk";
import { describesServices, mapServices } from "./ecs-services";

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

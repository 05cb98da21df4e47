import { defineRule } from "../../core";

/** Fields that Fargate's task definitions cannot have: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
export const EC2_ONLY_FIELDS = [
  "disableNetworking",
  "dnsSearchDomains",
  "dnsServers",
  "dockerSecurityOptions",
  "extraHosts",
  "links",
  "privileged",
  "resourceRequirements",
  "linuxParameters.devices",
  "linuxParameters.maxSwap",
  "linuxParameters.sharedMemorySize",
  "linuxParameters.swappiness",
] as const;

export const ec2Only = defineRule<{ readonly compatibility: string; readonly given: unknown }>({
  id: "ecs-ec2-only",
  demands: "be left out on Fargate, which does not have it",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
  remedy: "Remove it, or set `compatibility` to EC2.",
  broken: ({ compatibility, given }) =>
    compatibility === "FARGATE" && isGiven(given) && "it on Fargate",
});

export const managedInstancesLack = defineRule<{
  readonly compatibility: string;
  readonly given: unknown;
}>({
  id: "ecs-managed-instances",
  demands: "be left out on Managed Instances, which do not have it",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters-managed-instances.html",
  remedy: "Remove it, or set `compatibility` to EC2.",
  broken: ({ compatibility, given }) =>
    compatibility === "MANAGED_INSTANCES" && isGiven(given) && "it on Managed Instances",
});

export const outsideAwsvpc = defineRule<{ readonly networkMode: string; readonly given: unknown }>({
  id: "ecs-not-in-awsvpc",
  demands: "be left out in network mode awsvpc, where the containers of a task share one host",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_network",
  remedy: "Remove it, or choose another network mode on EC2.",
  broken: ({ networkMode, given }) =>
    networkMode === "awsvpc" && isGiven(given) && "it in network mode awsvpc",
});

export const bridgeOnly = defineRule<{ readonly networkMode: string; readonly given: unknown }>({
  id: "ecs-bridge-only",
  demands: "be left out but in network mode bridge",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
  remedy: "Containers of one task in awsvpc and host reach each other on localhost.",
  broken: ({ networkMode, given }) =>
    networkMode !== "bridge" && isGiven(given) && `it in network mode ${networkMode}`,
});

export const windows = defineRule<string>({
  id: "ecs-linux-only",
  demands:
    "be LINUX: these modules make Linux tasks, because how secrets reach a container differs on Windows",
  source: "decision 11",
  remedy: "Write Windows tasks with `EcsTaskDefinition` of the provider.",
  broken: (family) => family !== "LINUX",
});

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

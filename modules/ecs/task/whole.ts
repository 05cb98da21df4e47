import type { IConstruct } from "constructs";
import type { Problem } from "../../core";
import { CHOICE, checkNeeded, checkType, isUnresolved, warn } from "../../core/internal";
import { type ContainerDefinition, mappedPorts } from "../container";
import type { IRole } from "../../iam";
import type { NetworkMode } from "../delivery";
import * as rules from "../rules";

/** What the containers of a task have in common. */
export interface SharedByContainers {
  readonly networkMode: NetworkMode;
  /** CPU units. */
  readonly cpu?: number;
  readonly memoryMiB?: number;
}

/** Checks a name before constructs does, whose words for an empty id say nothing of a container. */
export function checkContainerName(task: IConstruct, name: string, taken: readonly string[]): void {
  checkType(task, "addContainer", CHOICE, name);
  checkNeeded(task, "addContainer", name === "" ? undefined : name);
  rules.containerNameUnique.enforce(task, "addContainer", { name, taken });
  rules.containerNameFree.enforce(task, "addContainer", name);
}

/** Checks a container against the task, and against the containers that were added before. */
export function checkAgainstTask(
  container: ContainerDefinition,
  before: readonly ContainerDefinition[],
  task: SharedByContainers,
): void {
  checkSize(container, before, task);
  checkPorts(container, before, task);
  const gpus = [...before, container].flatMap(({ resources }) => resources.gpus ?? []);
  rules.gpuAll.enforce(container, "gpuCount", gpus);
}

function checkSize(
  container: ContainerDefinition,
  before: readonly ContainerDefinition[],
  { cpu, memoryMiB }: SharedByContainers,
): void {
  const all = [...before, container].map(({ resources }) => resources);
  const { cpu: own, memory, memoryReservation } = container.resources;
  const units = { unit: "CPU units", task: cpu };
  const mebibytes = { unit: "MiB", task: memoryMiB };
  const within = rules.containerWithinTask;
  within.enforce(container, "cpu", { ...units, container: own });
  within.enforce(container, "memoryLimitMiB", { ...mebibytes, container: memory });
  const reserved = "memoryReservationMiB";
  within.enforce(container, reserved, { ...mebibytes, container: memoryReservation });
  const sum = rules.containersWithinTask;
  sum.enforce(container, "cpu", { ...units, containers: all.map((each) => each.cpu) });
  const reservations = all.map((each) => each.memoryReservation);
  sum.enforce(container, reserved, { ...mebibytes, containers: reservations });
  // AWS's page counts a limit where there is no reservation; when ECS refuses, it names reservations only.
  const counted = all.map((each) => each.memoryReservation ?? each.memory);
  if (sum.problem("memoryLimitMiB", { ...mebibytes, containers: counted })) {
    warn(
      container,
      "the memory limits of the task's containers are together above the task's own memory: ECS may refuse the task, and cannot give all of them what they may take.",
    );
  }
}

function checkPorts(
  container: ContainerDefinition,
  before: readonly ContainerDefinition[],
  { networkMode }: SharedByContainers,
): void {
  const mapped = ({ containerName, ports }: ContainerDefinition) =>
    mappedPorts(containerName, ports);
  rules.portUnique.enforce(container, "portMappings", {
    networkMode,
    before: before.flatMap(mapped),
    added: mapped(container),
  });
  const names = [...before, container].flatMap(({ ports }) =>
    ports.flatMap(({ name }) => name ?? []),
  );
  const known = names.filter((name) => !isUnresolved(name));
  rules.portNameUnique.enforce(container, "portMappings.name", known);
}

/** What in `overrides` wants an execution role that the task does not have; known when all are added. */
export function roleProblems(
  containers: readonly ContainerDefinition[],
  executionRole: IRole | undefined,
): Finding[] {
  if (executionRole !== undefined) return [];
  return containers.map(({ containerName, needsExecutionRole }) =>
    rules.executionRoleGiven.problem(`${containerName}.overrides`, needsExecutionRole),
  );
}

/** Names in `overrides`, and of the proxy, that belong to no container of the task; known when all are added. */
export function unknownContainers(
  containers: readonly ContainerDefinition[],
  proxyContainer: string | undefined,
): Finding[] {
  const known = containers.map(({ containerName }) => containerName);
  const proxy = proxyContainer === undefined ? undefined : { name: proxyContainer, known };
  const ofProxy = rules.containerKnown.problem("proxyConfiguration.containerName", proxy);
  const ofOverrides = containers.flatMap((container) =>
    Object.entries(container.namedContainers).flatMap(([field, names]) =>
      names.map((name) =>
        rules.containerKnown.problem(`${container.containerName}.overrides.${field}`, {
          name,
          known,
        }),
      ),
    ),
  );
  return [...ofOverrides, ofProxy];
}

type Finding = Omit<Problem, "path"> | undefined;

/** What is wrong with the order in which containers of a task start; known when all are added. */
export function orderProblems(containers: readonly ContainerDefinition[]): Finding[] {
  const byName = new Map(containers.map((container) => [container.containerName, container]));
  const known = [...byName.keys()];
  const single = containers.flatMap(({ containerName, dependsOn }) =>
    Object.entries(dependsOn).flatMap(([name, condition]) => {
      const prop = `${containerName}.dependsOn`;
      const other = byName.get(name);
      if (!other) return [rules.dependencyKnown.problem(prop, { name, known })];
      const { hasHealthCheck } = other;
      // Where only Terraform knows whether it is essential, ECS judges.
      const essential = other.essential === true;
      const state = { name, condition, essential, hasHealthCheck };
      return [rules.dependencyCondition.problem(prop, state)];
    }),
  );
  const cycle = findCycle(byName);
  return [...single, rules.dependencyCycle.problem(`${cycle[0] ?? ""}.dependsOn`, cycle)];
}

/** The containers that the agent starts before this one: what it depends on, is linked to, or has volumes from. */
function neededBy(container: ContainerDefinition | undefined): readonly string[] {
  if (!container) return [];
  const named = Object.values(container.namedContainers).flat();
  return [...new Set([...Object.keys(container.dependsOn), ...named])].sort();
}

/** The first cycle of containers that wait for each other, by their names; empty where there is none. */
function findCycle(byName: ReadonlyMap<string, ContainerDefinition>): readonly string[] {
  const follow = (name: string, way: readonly string[]): readonly string[] => {
    const seen = way.indexOf(name);
    if (seen >= 0) return [...way.slice(seen), name];
    for (const next of neededBy(byName.get(name))) {
      const cycle = follow(next, [...way, name]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const name of [...byName.keys()].sort()) {
    const cycle = follow(name, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Volumes that containers mount and the task does not have; known when all are added. */
export function mountProblems(
  containers: readonly ContainerDefinition[],
  volumes: readonly string[],
): Finding[] {
  const declared = [...volumes].sort();
  return containers.flatMap(({ containerName, mounts }) =>
    mounts.map(({ sourceVolume: volume }) =>
      volume === undefined || isUnresolved(volume)
        ? undefined
        : rules.volumeMounted.problem(`${containerName}.mounts`, { volume, declared }),
    ),
  );
}

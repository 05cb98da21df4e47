import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const CONTAINER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
const REGISTER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
const LEAST_MIB = 6;
const TASK_CPU = [128, 196_608] as const;

export const containerCpu = defineRule<number>({
  id: "ecs-container-cpu",
  demands: "be a whole number of CPU units from 0, 1024 to a vCPU",
  source: CONTAINER,
  remedy: "Leave it out to share the task's.",
  broken: (units) => !isWhole(units, 0),
});

export const containerMemorySize = defineRule<number>({
  id: "ecs-container-memory-size",
  demands: `be a whole number of MiB from ${LEAST_MIB}, what Docker takes itself (4 before Docker 20.10)`,
  source: CONTAINER,
  remedy: "Leave it out where the task has memory, or give the container what its program needs.",
  broken: (mebibytes) => !isWhole(mebibytes, LEAST_MIB),
});

export const containerReservation = defineRule<{
  readonly limit?: number;
  readonly reservation?: number;
}>({
  id: "ecs-container-reservation",
  demands:
    "be at most the container's own limit (AWS's API page says less, its pages' corrections and ECS itself take the same)",
  source: CONTAINER,
  remedy: "Raise memoryLimitMiB, or lower memoryReservationMiB.",
  broken: ({ limit, reservation }) => {
    if (limit === undefined || reservation === undefined) return false;
    if (isUnresolved([limit, reservation])) return false;
    return reservation > limit && `${reservation} MiB reserved of ${limit}`;
  },
});

export const containerWithinTask = defineRule<{
  readonly unit: string;
  readonly container?: number;
  readonly task?: number;
}>({
  id: "ecs-container-within-task",
  demands: "be at most what the whole task has",
  source: REGISTER,
  remedy: "Give the task more, or the container less.",
  broken: ({ unit, container, task }) => {
    if (container === undefined || task === undefined) return false;
    return (
      !isUnresolved([container, task]) &&
      container > task &&
      `${container} ${unit} in a task of ${task}`
    );
  },
});

export const containersWithinTask = defineRule<{
  readonly unit: string;
  readonly containers: readonly (number | undefined)[];
  readonly task?: number;
}>({
  id: "ecs-containers-within-task",
  demands: "be at most what the task has, in all of its containers together",
  source: REGISTER,
  remedy: "Give the task more, or some of its containers less.",
  broken: ({ unit, containers, task }) => {
    if (task === undefined || isUnresolved(task)) return false;
    const known = containers.filter(
      (amount): amount is number => amount !== undefined && !isUnresolved(amount),
    );
    const sum = known.reduce((total, amount) => total + amount, 0);
    return sum > task && `${known.join(" + ")} = ${sum} ${unit} in a task of ${task}`;
  },
});

export const taskCpu = defineRule<number>({
  id: "ecs-task-cpu",
  demands: `be a whole number of CPU units from ${TASK_CPU[0]} to ${TASK_CPU[1]}, 1024 to a vCPU (some of AWS's pages still end at 10240)`,
  source: REGISTER,
  remedy: "Leave it out for tasks without a limit of their own.",
  broken: (units) => !isWhole(units, TASK_CPU[0], TASK_CPU[1]),
});

export const taskMemory = defineRule<number>({
  id: "ecs-task-memory",
  demands: `be a whole number of MiB from ${LEAST_MIB}`,
  source: REGISTER,
  remedy: "Leave it out where every container has memory of its own.",
  broken: (mebibytes) => !isWhole(mebibytes, LEAST_MIB),
});

export const gpuCount = defineRule<number | string>({
  id: "ecs-gpu-count",
  demands: "be a whole number from 1, or ALL",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html",
  remedy: "Leave it out for a container without GPU.",
  broken: (count) => count !== "ALL" && !/^[1-9]\d*$/.test(String(count)),
});

export const gpuAll = defineRule<readonly string[]>({
  id: "ecs-gpu-all",
  demands: "leave GPUs for the other containers that need one: ALL takes each of the instance's",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html",
  remedy: "Give numbers.",
  broken: (counts) =>
    counts.length > 1 && counts.includes("ALL") && `${counts.join(" and ")} in one task`,
});

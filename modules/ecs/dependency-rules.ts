import { defineRule } from "../core";

const DEPENDENCY =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";
const CONTAINER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
const FARGATE_SECONDS = 120;

export const dependencyKnown = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-depends-on-known",
  demands: "name another container of the task",
  source: DEPENDENCY,
  remedy: "Add the container, or correct the name.",
  broken: ({ name, known }) =>
    !known.includes(name) &&
    `${JSON.stringify(name)} (the task has ${[...known].sort().join(", ")})`,
});

export const dependencyCycle = defineRule<readonly string[]>({
  id: "ecs-depends-on-cycle",
  demands: "lead back to no container that waits for it",
  source: DEPENDENCY,
  remedy: "Remove one of these dependencies: the task would never start.",
  broken: (cycle) => cycle.length > 0 && cycle.join(" → "),
});

export const dependencyCondition = defineRule<{
  readonly name: string;
  readonly condition: string;
  readonly essential: boolean;
  readonly hasHealthCheck: boolean;
}>({
  id: "ecs-depends-on-condition",
  demands:
    "be a condition that the other container can reach: COMPLETE and SUCCESS one that is not essential, HEALTHY one with a health check of its own",
  source: DEPENDENCY,
  remedy: "Set `essential: false` or `healthCheck` there, or wait for another condition.",
  broken: ({ name, condition, essential, hasHealthCheck }) => {
    if (condition === "HEALTHY") return !hasHealthCheck && `HEALTHY of ${name} without healthCheck`;
    return condition !== "START" && essential && `${condition} of ${name}, which is essential`;
  },
});

export const containerTimeout = defineRule<{
  readonly seconds: number;
  readonly compatibility: string;
}>({
  id: "ecs-container-timeout",
  demands: "be a whole number of seconds from 2, on Fargate to 120",
  source: CONTAINER,
  remedy: "Leave it out for the default.",
  broken: ({ seconds, compatibility }) => {
    const most = compatibility === "FARGATE" ? FARGATE_SECONDS : Infinity;
    return (!Number.isInteger(seconds) || seconds < 2 || seconds > most) && String(seconds);
  },
});

export const containerNameFree = defineRule<string>({
  id: "ecs-container-name-reserved",
  demands: "be another name than execution-role, task-role and task-definition",
  source: "modules/ecs/task-definition.ts: constructs of these names stand beside the containers",
  remedy: "Rename the container, for example after its program.",
  broken: (name) => /^(execution-role|task-role|task-definition)$/.test(name),
});

import { defineRule } from "../../core";
import { isUnresolved, isWhole, nearestName } from "../../core/internal";

const REGISTER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
const CONTAINER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
const DEPENDENCY =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";
const FARGATE_SECONDS = [2, 120] as const;

export const containerNameUnique = defineRule<{
  readonly name: string;
  readonly taken: readonly string[];
}>({
  id: "ecs-container-name-unique",
  demands: "be used by one container of the task definition only",
  source: REGISTER,
  remedy: "Rename one of them.",
  broken: ({ name, taken }) => taken.includes(name) && JSON.stringify(name),
});

export const containerNameFree = defineRule<string>({
  id: "ecs-container-name-reserved",
  demands: "be another name than execution-role, task-role and task-definition",
  source: "decision 11",
  remedy: "Rename the container, for example after its program.",
  broken: (name) => /^(execution-role|task-role|task-definition)$/.test(name),
});

export const environmentVariableName = defineRule<string>({
  id: "ecs-variable-name",
  demands: "be a non-empty name without `=` or blanks",
  source: REGISTER,
  remedy: "Use capitals and `_`, such as DB_PASSWORD.",
  broken: (name) => !/^[^=\s]+$/.test(name),
});

export const variableUnique = defineRule<{
  readonly name: string;
  readonly taken: readonly string[];
}>({
  id: "ecs-variable-unique",
  demands: "name each variable once in `environment` and `secrets` together",
  source: REGISTER,
  remedy: "Remove one of the two; a secret belongs into `secrets`.",
  broken: ({ name, taken }) => taken.includes(name) && `${name} twice`,
});

export const mountPath = defineRule<string>({
  id: "ecs-mount-path",
  demands: "be an absolute path without `..` and `:`, and not / itself, which Docker refuses",
  source: REGISTER,
  remedy: "Write it like /run/secrets.",
  broken: (path) => !/^\/[^:]*$/.test(path) || path.split("/").includes("..") || /^\/+$/.test(path),
});

export const workingDirectory = defineRule<string>({
  id: "ecs-working-directory",
  demands: "be an absolute path, because Docker makes no container with another",
  source: REGISTER,
  remedy: "Write it like /app.",
  broken: (path) => !path.startsWith("/"),
});

export const healthCheckTiming = defineRule<readonly [number, number, number]>({
  id: "ecs-health-check-range",
  demands:
    "be a whole number in the range that ECS takes (interval 5-300 s, timeout 2-120 s, retries 1-10, start period 0-300 s; of the timeout AWS's own pages differ: the API's models say 60, CDK 120)",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
  remedy: "Leave it out for ECS's default.",
  broken: ([value, least, most]) => !isWhole(value, least, most) && String(value),
});

export const healthCheckCommand = defineRule<{ readonly words: readonly string[] }>({
  id: "ecs-health-check-command",
  demands: "begin with CMD or CMD-SHELL, and go on with what is run",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
  remedy: 'Write `["CMD", "curl", …]` for a program, or `["CMD-SHELL", "curl …"]` for a shell.',
  broken: ({ words: [first, ...rest] }) => {
    if (first === undefined) return "nothing";
    if (isUnresolved(first)) return false;
    if (first !== "CMD" && first !== "CMD-SHELL") return JSON.stringify(first);
    return rest.length === 0 && `${first} alone`;
  },
});

export const containerTimeout = defineRule<{
  readonly seconds: number;
  readonly compatibility: string;
}>({
  id: "ecs-container-timeout",
  demands: "be a whole number of seconds from 1, on Fargate from 2 to 120",
  source: CONTAINER,
  remedy: "Leave it out for the default.",
  broken: ({ seconds, compatibility }) => {
    const [least, most] = compatibility === "FARGATE" ? FARGATE_SECONDS : [1, Infinity];
    return !isWhole(seconds, least, most) && String(seconds);
  },
});

export const dependencyKnown = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-depends-on-known",
  demands: "name another container of the task",
  source: DEPENDENCY,
  remedy: "Add the container, or correct the name.",
  broken: ({ name, known }) =>
    !isUnresolved(name) && !known.includes(name) && describeUnknown(name, known),
});

export const containerKnown = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-container-known",
  demands: "name a container of the task",
  source: CONTAINER,
  remedy: "Add the container, or correct the name.",
  broken: ({ name, known }) =>
    !isUnresolved(name) && !known.includes(name) && describeUnknown(name, known),
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
    if (isUnresolved(condition)) return false;
    if (condition === "HEALTHY") return !hasHealthCheck && `HEALTHY of ${name} without healthCheck`;
    return condition !== "START" && essential && `${condition} of ${name}, which is essential`;
  },
});

export const dependencyCycle = defineRule<readonly string[]>({
  id: "ecs-depends-on-cycle",
  demands: "lead back to no container that waits for it, be it by dependsOn, links or volumesFrom",
  source: DEPENDENCY,
  remedy: "Remove one of these dependencies: the task would never start.",
  broken: (cycle) => cycle.length > 0 && cycle.join(" → "),
});

function describeUnknown(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const meant = nearest === undefined ? "" : `; did you mean ${JSON.stringify(nearest)}?`;
  return `${JSON.stringify(name)} (the task has ${[...known].sort().join(", ")}${meant})`;
}

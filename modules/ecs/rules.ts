import { defineRule, isUnresolved, type SecretShape } from "../core";

const REGISTER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
const SECRETS =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html";

/** MiB of memory that Fargate offers for each cpu value: least, most, step. */
const FARGATE_MEMORY: Readonly<Record<number, readonly [number, number, number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

export const ecsName = defineRule<string>({
  id: "ecs-name",
  demands: "be 1 to 255 letters, digits, `_` or `-`",
  source: REGISTER,
  remedy: "Use a name such as orders-dev.",
  broken: (name) => !/^[A-Za-z0-9_-]{1,255}$/.test(name),
});

export const environmentVariableName = defineRule<string>({
  id: "ecs-variable-name",
  demands: "be a non-empty name without `=` or blanks",
  source: REGISTER,
  remedy: "Use capitals and `_`, such as DB_PASSWORD.",
  broken: (name) => !/^[^=\s]+$/.test(name),
});

export const fargateSize = defineRule<{ readonly cpu?: number; readonly memoryMiB?: number }>({
  id: "ecs-fargate-size",
  demands:
    "be a pair that Fargate offers (256: 512, 1024, 2048; 512: 1024-4096; 1024: 2048-8192; 2048: 4096-16384; 4096: 8192-30720 by 1024; 8192: 16384-61440 by 4096; 16384: 32768-122880 by 8192)",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size",
  remedy: "Choose the next pair up.",
  broken: ({ cpu, memoryMiB }) => {
    if (isUnresolved([cpu, memoryMiB])) return false;
    if (cpu === undefined || memoryMiB === undefined) return "no cpu or no memoryMiB";
    const range = FARGATE_MEMORY[cpu];
    const offered = range
      ? memoryMiB >= range[0] && memoryMiB <= range[1] && memoryMiB % range[2] === 0
      : cpu === 256 && [512, 1024, 2048].includes(memoryMiB);
    return !offered && `cpu ${cpu} with ${memoryMiB} MiB`;
  },
});

export const containerCount = defineRule<number>({
  id: "ecs-container-count",
  demands: "hold at most 10 containers",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
  remedy: "Move some to a task definition of their own.",
  broken: (count) => count > 10,
});

export const definitionSize = defineRule<number>({
  id: "ecs-definition-size",
  demands: "be at most 65536 bytes in all",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
  remedy: "Move plain settings into an environment file or into the image.",
  broken: (bytes) => bytes > 65_536,
});

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

export const listKnown = defineRule<boolean>({
  id: "ecs-list-known",
  demands: "be a list of strings, because it becomes part of the container's JSON",
  source: "modules/core/terraform-json.ts: Terraform cannot fill a list into a JSON text",
  remedy: "Pass the strings one by one; each of them may be a token.",
  broken: (known) => !known && "a list that only Terraform knows",
});

export const portNumber = defineRule<number>({
  id: "ecs-port",
  demands: "be a whole number from 1 to 65535",
  source: REGISTER,
  remedy: "Use the port the application listens on.",
  broken: (port) => !Number.isInteger(port) || port < 1 || port > 65_535,
});

export const healthCheckTiming = defineRule<readonly [number, number, number]>({
  id: "ecs-health-check-range",
  demands:
    "be a whole number in the range that ECS takes (interval 5-300 s, timeout 2-120 s, retries 1-10, start period 0-300 s)",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
  remedy: "Leave it out for ECS's default.",
  broken: ([value, least, most]) =>
    (!Number.isInteger(value) || value < least || value > most) && String(value),
});

export const versionSelector = defineRule<{
  readonly versionStage?: string;
  readonly versionId?: string;
}>({
  id: "ecs-secret-version-selector",
  demands: "select a version by `versionStage` or by `versionId`, not by both",
  source: SECRETS,
  remedy: "Remove one; without either the current version is read.",
  broken: ({ versionStage, versionId }) =>
    versionStage !== undefined &&
    versionId !== undefined &&
    `stage ${versionStage} and id ${versionId}`,
});

export const selectorText = defineRule<string>({
  id: "ecs-secret-selector-text",
  demands: "be non-empty and hold no `:`, which separates the parts of `valueFrom`",
  source: SECRETS,
  remedy: "Rename the JSON key.",
  broken: (part) => part === "" || part.includes(":"),
});

export const jsonKeyExists = defineRule<{ readonly jsonKey: string; readonly shape: SecretShape }>({
  id: "ecs-secret-json-key",
  demands: "be a key that the secret's JSON value has",
  source: SECRETS,
  remedy: "Read the whole secret, or add the key to its SecretValue.json().",
  broken: ({ jsonKey, shape }) => {
    if (shape.kind === "unknown" || isUnresolved(jsonKey)) return false;
    if (shape.kind === "text") return `${jsonKey} of a secret that is no JSON`;
    return !shape.keys.includes(jsonKey) && `${jsonKey} (it has ${shape.keys.join(", ")})`;
  },
});

export const subnetsGiven = defineRule<number>({
  id: "ecs-subnets",
  demands: "name 1 to 16 subnets",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
  remedy: "Give the ids of subnets with a way to Secrets Manager, SSM, KMS and the registry.",
  broken: (count) => count < 1 || count > 16,
});

export const securityGroupsGiven = defineRule<number>({
  id: "ecs-security-groups",
  demands: "name 1 to 5 security groups",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
  remedy: "Without one ECS falls back to the VPC's default group: name it on purpose.",
  broken: (count) => count < 1 || count > 5,
});

export const desiredCountRule = defineRule<number>({
  id: "ecs-desired-count",
  demands: "be a whole number from 0 to 5000",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
  remedy: "2 is the default.",
  broken: (count) => !Number.isInteger(count) || count < 0 || count > 5000,
});

export const containerMissing = defineRule<number>({
  id: "ecs-container-missing",
  demands: "be called at least once with an essential container",
  source: REGISTER,
  remedy: "Add the application's container.",
  broken: (essential) => essential === 0 && "no essential container",
});

export const fargateNetwork = defineRule<string>({
  id: "ecs-fargate-network",
  demands: "be awsvpc on Fargate",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
  remedy: "Leave it out.",
  broken: (mode) => mode !== "awsvpc",
});

export const fargatePlatform = defineRule<{
  readonly platformVersion?: string;
  readonly feature: string;
  readonly since: string;
}>({
  id: "ecs-fargate-platform",
  demands: "be new enough for what the container uses",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
  remedy: "Leave it out, or write LATEST.",
  broken: ({ platformVersion = "LATEST", feature, since }) =>
    !isUnresolved(platformVersion) &&
    platformVersion !== "LATEST" &&
    platformVersion.localeCompare(since, "en", { numeric: true }) < 0 &&
    `${platformVersion}, but ${feature} needs ${since}`,
});

export const containerMemory = defineRule<boolean>({
  id: "ecs-container-memory",
  demands: "be given for every container where the task has no memory of its own",
  source: REGISTER,
  remedy: "Set memoryLimitMiB or memoryReservationMiB, or memoryMiB of the task.",
  broken: (given) => !given && "a container without memory",
});

export const environmentFileCount = defineRule<number>({
  id: "ecs-environment-file-count",
  demands: "hold at most 10 files in all containers together",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html",
  remedy: "Put several together.",
  broken: (count) => count > 10,
});

export const mountPath = defineRule<string>({
  id: "ecs-mount-path",
  demands: "be an absolute path without `..` and `:`",
  source: REGISTER,
  remedy: "Write it like /run/secrets.",
  broken: (path) => !/^\/[^:]*$/.test(path) || path.split("/").includes(".."),
});

export const volumeKnown = defineRule<{ readonly compatibility: string; readonly kind: string }>({
  id: "ecs-volume-kind",
  demands:
    "be a kind of volume that the launch type has: Fargate has no host and no docker volumes",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
  remedy: "Use Volume.task() or Volume.ebs().",
  broken: ({ compatibility, kind }) =>
    compatibility === "FARGATE" && (kind === "host" || kind === "docker") && kind,
});

export const rolesDiffer = defineRule<{
  readonly executionRoleArn?: string;
  readonly taskRoleArn?: string;
}>({
  id: "ecs-roles-differ",
  demands: "be another role than the execution role, whose secrets the application may not read",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
  remedy: "Leave it out for a role of its own, or give it a TaskRole.",
  broken: ({ executionRoleArn, taskRoleArn }) =>
    taskRoleArn !== undefined && executionRoleArn === taskRoleArn && "the same role for both",
});

export const ephemeralStorage = defineRule<number>({
  id: "ecs-ephemeral-storage",
  demands: "be a whole number from 21 to 200 GiB",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
  remedy: "Leave it out for 20 GiB.",
  broken: (size) => !Number.isInteger(size) || size < 21 || size > 200,
});

export * from "./capacity-rules";
export * from "./dependency-rules";
export * from "./log-rules";
export * from "./plain-text-rule";
export * from "./registry-rules";
export * from "./secret-files-rules";
export * from "./volume-rules";

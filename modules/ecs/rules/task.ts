import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const REGISTER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html";
const CREATE_SERVICE =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html";
const QUOTAS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html";

/** MiB of memory that Fargate offers for each cpu value: least, most, step. */
const FARGATE_MEMORY: Readonly<Record<number, readonly [number, number, number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/** MiB of memory for the two cpu values with which Fargate offers a few sizes only. */
const FARGATE_MEMORY_VALUES: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  32768: [61440, 122880, 249856],
};

/** CPU units from which on Fargate needs platform version 1.4.0. */
export const LARGE_FARGATE_CPU = 8192;

export const ecsName = defineRule<string>({
  id: "ecs-name",
  demands: "be 1 to 255 letters, digits, `_` or `-`",
  source: REGISTER,
  remedy: "Use a name such as orders-dev.",
  broken: (name) => !/^[A-Za-z0-9_-]{1,255}$/.test(name),
});

export const fargateSize = defineRule<{ readonly cpu?: number; readonly memoryMiB?: number }>({
  id: "ecs-fargate-size",
  demands:
    "be a pair that Fargate offers (256: 512, 1024, 2048; 512: 1024-4096; 1024: 2048-8192; 2048: 4096-16384; 4096: 8192-30720 by 1024; 8192: 16384-61440 by 4096; 16384: 32768-122880 by 8192; 32768: 61440, 122880, 249856, which AWS's API page does not list)",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size",
  remedy: "Choose the next pair up.",
  broken: ({ cpu, memoryMiB }) => {
    if (isUnresolved([cpu, memoryMiB])) return false;
    if (cpu === undefined || memoryMiB === undefined) return "no cpu or no memoryMiB";
    const range = FARGATE_MEMORY[cpu];
    const offered = range
      ? memoryMiB >= range[0] && memoryMiB <= range[1] && memoryMiB % range[2] === 0
      : FARGATE_MEMORY_VALUES[cpu]?.includes(memoryMiB);
    return !offered && `cpu ${cpu} with ${memoryMiB} MiB`;
  },
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

export const platformVersion = defineRule<string>({
  id: "ecs-platform-version",
  demands: "be LATEST or a version of Fargate's platform such as 1.4.0",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html",
  remedy: "Leave it out for LATEST.",
  broken: (version) => version !== "LATEST" && !/^\d+\.\d+\.\d+$/.test(version),
});

export const fargateOnly = defineRule<{ readonly compatibility: string; readonly given: unknown }>({
  id: "ecs-fargate-only",
  demands: "be left out for EC2, which does not have it",
  source: CREATE_SERVICE,
  remedy: "Remove it, or set `compatibility` to FARGATE.",
  broken: ({ compatibility, given }) =>
    compatibility !== "FARGATE" && given !== undefined && given !== false && String(given),
});

export const pidMode = defineRule<{ readonly compatibility: string; readonly mode: string }>({
  id: "ecs-pid-mode",
  demands: "be task or, on EC2, host",
  source: REGISTER,
  remedy: "Leave it out where no container looks at another one's processes.",
  broken: ({ compatibility, mode }) => {
    if (isUnresolved(mode) || mode === "task") return false;
    return (mode !== "host" || compatibility === "FARGATE") && `${mode} on ${compatibility}`;
  },
});

export const ipcMode = defineRule<string>({
  id: "ecs-ipc-mode",
  demands: "be host, task or none",
  source: REGISTER,
  remedy: "Leave it out for what the instance's Docker does.",
  broken: (mode) => !["host", "task", "none"].includes(mode),
});

export const faultInjection = defineRule<string>({
  id: "ecs-fault-injection",
  demands: "be left out but in network modes awsvpc and host",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fault-injection.html",
  remedy: "Remove it, or choose another network mode.",
  broken: (networkMode) => networkMode !== "awsvpc" && networkMode !== "host",
});

export const taskConstraints = defineRule<readonly string[]>({
  id: "ecs-task-placement-constraints",
  demands: "hold at most 10 expressions, none of them empty",
  source: REGISTER,
  remedy: "Join them by `and`: see the cluster query language.",
  broken: (expressions) => {
    if (expressions.length > 10) return `${expressions.length} of them`;
    return expressions.some((expression) => expression.trim() === "") && "an empty one";
  },
});

export const appMeshProxy = defineRule<{
  readonly networkMode: string;
  readonly ignoredUid?: number;
  readonly ignoredGid?: number;
}>({
  id: "ecs-app-mesh-proxy",
  demands: "be in network mode awsvpc, and name the proxy's own user or group by a number",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ProxyConfiguration.html",
  remedy: "Set ignoredUid to the `user` of the proxy's container, such as 1337.",
  broken: ({ networkMode, ignoredUid, ignoredGid }) => {
    if (networkMode !== "awsvpc") return `network mode ${networkMode}`;
    const ids = [ignoredUid, ignoredGid].filter((id): id is number => id !== undefined);
    if (ids.length === 0) return "neither of them";
    const wrong = ids.find((id) => !isUnresolved(id) && !isWhole(id, 0));
    return wrong !== undefined && String(wrong);
  },
});

export const ephemeralStorage = defineRule<number>({
  id: "ecs-ephemeral-storage",
  demands: "be a whole number from 21 to 200 GiB",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
  remedy: "Leave it out for 20 GiB.",
  broken: (size) => !isWhole(size, 21, 200),
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

export const containerCount = defineRule<number>({
  id: "ecs-container-count",
  demands: "hold at most 10 containers",
  source: QUOTAS,
  remedy: "Move some to a task definition of their own.",
  broken: (count) => count > 10,
});

export const containerMissing = defineRule<number>({
  id: "ecs-container-missing",
  demands: "be called at least once with an essential container",
  source: REGISTER,
  remedy: "Add the application's container.",
  broken: (essential) => essential === 0 && "no essential container",
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

export const definitionSize = defineRule<number>({
  id: "ecs-definition-size",
  demands: "be at most 65536 bytes in all",
  source: QUOTAS,
  remedy: "Move plain settings into an environment file or into the image.",
  broken: (bytes) => bytes > 65_536,
});

import { at, type Body, type Check } from "./check";

const CLUSTER = ["aws_ecs_cluster"];
const SERVICE = ["aws_ecs_service"];
const TASK = ["aws_ecs_task_definition"];
const LOGS = ["aws_cloudwatch_log_group"];
/** What ECS.8 looks for. */
const CREDENTIALS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"];
/** What Trivy looks for in any part of a name. */
const SENSITIVE =
  /password|secret|private_key|aws_access_key_id|aws_secret_access_key|token|api_key/i;
const HARMLESS = /^(token_type|version)/i;

function containers(body: Body): readonly Body[] {
  return JSON.parse(String(body["container_definitions"])) as readonly Body[];
}

function each(passes: (container: Body) => boolean): Check["passes"] {
  return (body) => containers(body).every(passes);
}

function spoilContainer(spoil: (container: Body) => void): Check["spoil"] {
  return (body) => {
    const all = containers(body);
    all.slice(0, 1).forEach(spoil);
    body["container_definitions"] = JSON.stringify(all);
  };
}

function variables(container: Body): readonly string[] {
  const environment = (container["environment"] ?? []) as readonly { readonly name: string }[];
  return environment.map(({ name }) => name);
}

/** The file systems of EFS that a task mounts. */
function fileSystems(body: Body): readonly Body[] {
  const volumes = (body["volume"] ?? []) as readonly Body[];
  return volumes.flatMap(({ efs_volume_configuration: fileSystem }) =>
    fileSystem === undefined ? [] : [fileSystem as Body],
  );
}

const exec = (body: Body): unknown => at(body, "configuration", "execute_command_configuration");

/** Clusters, services and task definitions. */
export const ecsChecks: readonly Check[] = [
  {
    ids: ["CKV_AWS_65", "ECS.12"],
    types: CLUSTER,
    passes: (body) =>
      at(body, "setting", "name") === "containerInsights" &&
      ["enabled", "enhanced"].includes(String(at(body, "setting", "value"))),
    spoil: (body) => void (body["setting"] = [{ name: "containerInsights", value: "disabled" }]),
  },
  {
    // Checkov is content with any logging but NONE; here sessions are kept in a group of their own.
    ids: ["CKV_AWS_223"],
    types: CLUSTER,
    option: "executeCommand",
    passes: (body) =>
      at(exec(body), "logging") === "OVERRIDE" &&
      at(exec(body), "log_configuration", "cloud_watch_log_group_name") !== undefined,
    spoil: (body) => delete body["configuration"],
  },
  {
    ids: ["CKV_AWS_224"],
    types: CLUSTER,
    option: "executeCommand",
    passes: (body) =>
      at(exec(body), "kms_key_id") !== undefined &&
      at(exec(body), "log_configuration", "cloud_watch_encryption_enabled") === true,
    spoil: (body) => delete (exec(body) as Body)["kms_key_id"],
  },
  {
    ids: ["CKV_AWS_332", "ECS.10"],
    types: SERVICE,
    passes: ({ launch_type: launchType, platform_version: version }) =>
      launchType !== "FARGATE" || [undefined, "LATEST"].includes(version as string),
    spoil: (body) => void (body["platform_version"] = "1.3.0"),
  },
  {
    ids: ["CKV_AWS_333", "ECS.2"],
    types: SERVICE,
    passes: (body) => at(body, "network_configuration", "assign_public_ip") === false,
    spoil: (body) => void (body["network_configuration"] = { assign_public_ip: true }),
  },
  {
    ids: ["CKV_AWS_97", "ECS.18", "AWS-0035"],
    types: TASK,
    passes: (body) =>
      fileSystems(body).every((volume) => volume["transit_encryption"] === "ENABLED"),
    spoil: (_, resources) => {
      for (const body of Object.values(resources["aws_ecs_task_definition"] ?? {}))
        for (const volume of fileSystems(body)) delete volume["transit_encryption"];
    },
  },
  {
    ids: ["CKV_AWS_249"],
    types: TASK,
    passes: (body) =>
      body["execution_role_arn"] === undefined ||
      body["execution_role_arn"] !== body["task_role_arn"],
    spoil: (body) => void (body["task_role_arn"] = body["execution_role_arn"]),
  },
  {
    ids: ["CKV_AWS_334", "ECS.4"],
    types: TASK,
    passes: each((container) => !container["privileged"]),
    spoil: spoilContainer((container) => void (container["privileged"] = true)),
  },
  {
    // Checkov looks for it in the containers, where it cannot stand.
    ids: ["CKV_AWS_335", "ECS.3"],
    types: TASK,
    passes: (body) => body["pid_mode"] !== "host",
    spoil: (body) => void (body["pid_mode"] = "host"),
  },
  {
    ids: ["CKV_AWS_336", "ECS.5"],
    types: TASK,
    passes: each((container) => container["readonlyRootFilesystem"] === true),
    spoil: spoilContainer((container) => delete container["readonlyRootFilesystem"]),
  },
  {
    ids: ["ECS.1", "ECS.17"],
    types: TASK,
    passes: (body) => body["network_mode"] !== "host",
    spoil: (body) => void (body["network_mode"] = "host"),
  },
  {
    ids: ["ECS.8"],
    types: TASK,
    passes: each((container) => !variables(container).some((name) => CREDENTIALS.includes(name))),
    spoil: spoilContainer(
      (container) => void (container["environment"] = [{ name: "AWS_ACCESS_KEY_ID" }]),
    ),
  },
  {
    ids: ["AWS-0036"],
    types: TASK,
    passes: each(
      (container) =>
        !variables(container).some((name) => SENSITIVE.test(name) && !HARMLESS.test(name)),
    ),
    spoil: spoilContainer((container) => void (container["environment"] = [{ name: "API_KEY" }])),
  },
  {
    ids: ["ECS.9"],
    types: TASK,
    option: "logging",
    passes: each((container) => at(container, "logConfiguration", "logDriver") !== undefined),
    spoil: spoilContainer((container) => delete container["logConfiguration"]),
  },
  {
    ids: ["CKV_AWS_66"],
    types: LOGS,
    passes: (body) => body["retention_in_days"] !== undefined,
    spoil: (body) => delete body["retention_in_days"],
  },
  {
    ids: ["CKV_AWS_338"],
    types: LOGS,
    passes: ({ retention_in_days: days }) => days === 0 || Number(days) >= 365,
    spoil: (body) => void (body["retention_in_days"] = 180),
  },
  {
    ids: ["CKV_AWS_158"],
    types: LOGS,
    option: "encryptionKey",
    passes: (body) => body["kms_key_id"] !== undefined,
    spoil: (body) => delete body["kms_key_id"],
  },
];

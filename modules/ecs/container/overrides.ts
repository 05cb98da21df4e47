import { Tokenization } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import {
  checkPartition,
  given,
  isUnresolved,
  jsonEmbedded,
  known,
  listOf,
  number,
  object,
  part,
  partMap,
  parts,
  type PropTable,
} from "../../core/internal";
import {
  guardArguments,
  guardLabel,
  guardLogOption,
  guardOverride,
  guardVariable,
} from "../delivery";
import { logOptionUnique, variableUnique } from "../rules";

type JsonObject = Readonly<Record<string, Json>>;

/**
 * Fields of a container definition as the ECS API names them, for what has no prop.
 *
 * The name is none of them: it is the one that `addContainer` was given.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerOverrides {
  /** The command, as an array of its words. */
  readonly command?: readonly string[];
  /** CPU units, of which a vCPU has 1,024. */
  readonly cpu?: number;
  /** ARNs of credential specifications, behind their scheme. */
  readonly credentialSpecs?: readonly string[];
  /** Containers that have to be in a condition before this one starts. */
  readonly dependsOn?: readonly {
    readonly containerName: string;
    readonly condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";
  }[];
  /** Whether the container has no network. */
  readonly disableNetworking?: boolean;
  /** Domains that names without a dot are looked up in. */
  readonly dnsSearchDomains?: readonly string[];
  /** Addresses of DNS servers. */
  readonly dnsServers?: readonly string[];
  /** Labels of the container. */
  readonly dockerLabels?: Readonly<Record<string, string>>;
  /** Options for SELinux, AppArmor or credential specifications, on EC2. */
  readonly dockerSecurityOptions?: readonly string[];
  /** The entry point, as an array of its words. */
  readonly entryPoint?: readonly string[];
  /** Plain variables; a secret in one is refused. */
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  /** Files of variables in S3, by their ARNs. The grants do not follow from here. */
  readonly environmentFiles?: readonly { readonly type: "s3"; readonly value: string }[];
  /** Whether the task ends when this container does. */
  readonly essential?: boolean;
  /** Lines of `/etc/hosts`. */
  readonly extraHosts?: readonly { readonly hostname: string; readonly ipAddress: string }[];
  /** The log router of FireLens. */
  readonly firelensConfiguration?: {
    readonly type?: "fluentd" | "fluentbit";
    readonly options?: Readonly<Record<string, string>>;
  };
  /** The command by which ECS knows that the container is well; times in seconds. */
  readonly healthCheck?: {
    readonly command?: readonly string[];
    readonly interval?: number;
    readonly timeout?: number;
    readonly retries?: number;
    readonly startPeriod?: number;
  };
  /** The container's host name. */
  readonly hostname?: string;
  /** The image. The grants of a private one do not follow from here. */
  readonly image?: string;
  /** Whether standard input stays open. */
  readonly interactive?: boolean;
  /** Containers that this one reaches by name, in the network mode `bridge`. */
  readonly links?: readonly string[];
  /** Settings of the kernel. */
  readonly linuxParameters?: {
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
    readonly devices?: readonly {
      readonly hostPath: string;
      readonly containerPath?: string;
      readonly permissions?: readonly string[];
    }[];
    readonly initProcessEnabled?: boolean;
    readonly maxSwap?: number;
    readonly sharedMemorySize?: number;
    readonly swappiness?: number;
    readonly tmpfs?: readonly {
      readonly containerPath: string;
      readonly size: number;
      readonly mountOptions?: readonly string[];
    }[];
  };
  /** The log driver with its options. */
  readonly logConfiguration?: {
    readonly logDriver?: string;
    readonly options?: Readonly<Record<string, string>>;
    readonly secretOptions?: readonly { readonly name: string; readonly valueFrom: string }[];
  };
  /** MiB above which the container is killed. */
  readonly memory?: number;
  /** MiB that are kept free for the container. */
  readonly memoryReservation?: number;
  /** Where the task's volumes are mounted. */
  readonly mountPoints?: readonly {
    readonly sourceVolume?: string;
    readonly containerPath?: string;
    readonly readOnly?: boolean;
  }[];
  /** The ports that the container listens on. */
  readonly portMappings?: readonly {
    readonly appProtocol?: "http" | "http2" | "grpc";
    readonly containerPort?: number;
    readonly containerPortRange?: string;
    readonly hostPort?: number;
    readonly name?: string;
    readonly protocol?: "tcp" | "udp";
  }[];
  /** Whether it has the rights of root on the container instance; refused on Fargate. */
  readonly privileged?: boolean;
  /** Whether it has a terminal. */
  readonly pseudoTerminal?: boolean;
  /** Whether its root file system is read-only. */
  readonly readonlyRootFilesystem?: boolean;
  /** The secret of a private registry. The grants do not follow from here. */
  readonly repositoryCredentials?: { readonly credentialsParameter: string };
  /** GPUs and other devices. */
  readonly resourceRequirements?: readonly {
    readonly type: "GPU" | "NeuronDevice" | "InferenceAccelerator";
    readonly value: string;
  }[];
  /** Whether, and after what, the container alone is started again; the period in seconds. */
  readonly restartPolicy?: {
    readonly enabled: boolean;
    readonly ignoredExitCodes?: readonly number[];
    readonly restartAttemptPeriod?: number;
  };
  /** Variables whose values ECS reads. The grants do not follow from here. */
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  /** Seconds after which a container that waits for this one gives up. */
  readonly startTimeout?: number;
  /** Seconds between the request to end and the end by force. */
  readonly stopTimeout?: number;
  /** Parameters of the kernel for the container's namespaces. */
  readonly systemControls?: readonly { readonly namespace: string; readonly value: string }[];
  /** Limits of its processes. */
  readonly ulimits?: readonly {
    readonly name: string;
    readonly softLimit: number;
    readonly hardLimit: number;
  }[];
  /** The user that it runs as. */
  readonly user?: string;
  /** Whether the image's tag is resolved to a digest once for a deployment. */
  readonly versionConsistency?: "enabled" | "disabled";
  /** Containers whose volumes are mounted here, too. */
  readonly volumesFrom?: readonly {
    readonly sourceContainer: string;
    readonly readOnly?: boolean;
  }[];
  /** The folder in which its command runs. */
  readonly workingDirectory?: string;
}

type ItemOf<L> = NonNullable<L> extends readonly (infer T extends object)[] ? T : never;
type Item<K extends keyof ContainerOverrides> = ItemOf<ContainerOverrides[K]>;
type Inner<K extends keyof ContainerOverrides> = NonNullable<ContainerOverrides[K]> & object;
type Linux = Inner<"linuxParameters">;
type Log = Inner<"logConfiguration">;

/** How they are read: a name that ECS does not have would be dropped by the provider without a word. */
export const OVERRIDES = {
  command: parts,
  cpu: number,
  credentialSpecs: parts,
  dependsOn: listOf<Item<"dependsOn">>({ containerName: part, condition: part }),
  disableNetworking: given,
  dnsSearchDomains: parts,
  dnsServers: parts,
  dockerLabels: partMap,
  dockerSecurityOptions: parts,
  entryPoint: parts,
  environment: listOf<Item<"environment">>({ name: part, value: part }),
  environmentFiles: listOf<Item<"environmentFiles">>({ type: part, value: part }),
  essential: given,
  extraHosts: listOf<Item<"extraHosts">>({ hostname: part, ipAddress: part }),
  firelensConfiguration: object<Inner<"firelensConfiguration">>({ type: part, options: partMap }),
  healthCheck: object<Inner<"healthCheck">>({
    command: parts,
    interval: number,
    timeout: number,
    retries: number,
    startPeriod: number,
  }),
  hostname: part,
  image: part,
  interactive: given,
  links: parts,
  linuxParameters: object<Linux>({
    capabilities: object<NonNullable<Linux["capabilities"]>>({ add: parts, drop: parts }),
    devices: listOf<ItemOf<Linux["devices"]>>({
      hostPath: part,
      containerPath: part,
      permissions: parts,
    }),
    initProcessEnabled: given,
    maxSwap: number,
    sharedMemorySize: number,
    swappiness: number,
    tmpfs: listOf<ItemOf<Linux["tmpfs"]>>({
      containerPath: part,
      size: number,
      mountOptions: parts,
    }),
  }),
  logConfiguration: object<Log>({
    logDriver: part,
    options: partMap,
    secretOptions: listOf<ItemOf<Log["secretOptions"]>>({ name: part, valueFrom: part }),
  }),
  memory: number,
  memoryReservation: number,
  mountPoints: listOf<Item<"mountPoints">>({
    sourceVolume: part,
    containerPath: part,
    readOnly: given,
  }),
  portMappings: listOf<Item<"portMappings">>({
    appProtocol: part,
    containerPort: number,
    containerPortRange: part,
    hostPort: number,
    name: part,
    protocol: part,
  }),
  privileged: given,
  pseudoTerminal: given,
  readonlyRootFilesystem: given,
  repositoryCredentials: object<Inner<"repositoryCredentials">>({ credentialsParameter: part }),
  resourceRequirements: listOf<Item<"resourceRequirements">>({ type: part, value: part }),
  restartPolicy: object<Inner<"restartPolicy">>({
    enabled: given,
    ignoredExitCodes: given,
    restartAttemptPeriod: number,
  }),
  secrets: listOf<Item<"secrets">>({ name: part, valueFrom: part }),
  startTimeout: number,
  stopTimeout: number,
  systemControls: listOf<Item<"systemControls">>({ namespace: part, value: part }),
  ulimits: listOf<Item<"ulimits">>({ name: part, softLimit: number, hardLimit: number }),
  user: part,
  versionConsistency: part,
  volumesFrom: listOf<Item<"volumesFrom">>({ sourceContainer: part, readOnly: given }),
  workingDirectory: part,
} satisfies PropTable<ContainerOverrides>;

/**
 * The fields with what overrides them: an object is merged field by field, objects of a list come behind those that are
 * there, of which the one that says the same goes (a variable of the same name, a mount at the same path), and everything
 * else is replaced.
 */
export function override(
  container: Construct,
  fields: JsonObject,
  overrides: ContainerOverrides,
): JsonObject {
  guard(container, overrides);
  checkNames(container, fields, overrides);
  checkReferences(container, overrides);
  const embedded = embed(container, "overrides", overrides as JsonObject);
  return mergeObjects(fields, embedded as JsonObject);
}

/** What of the objects in a list ECS takes once only. */
const IDENTITY: Readonly<Record<string, string>> = {
  dependsOn: "containerName",
  environment: "name",
  extraHosts: "hostname",
  mountPoints: "containerPath",
  portMappings: "containerPort",
  secretOptions: "name",
  secrets: "name",
  systemControls: "namespace",
  ulimits: "name",
  volumesFrom: "sourceContainer",
};

function mergeObjects(fields: JsonObject, overrides: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...fields };
  for (const [name, value] of Object.entries(overrides))
    merged[name] = mergeOne(name, fields[name], value);
  return merged;
}

function mergeOne(field: string, before: Json, after: Json): Json {
  if (isObject(before) && isObject(after)) return mergeObjects(before, after);
  if (!isList(before) || !isList(after) || !after.every(isObject)) return after;
  const identity = IDENTITY[field] ?? "";
  const replaced = after.flatMap((item) => item[identity] ?? []);
  const kept = before.filter((item) => !isObject(item) || !replaced.includes(item[identity] ?? []));
  return [...kept, ...after];
}

/** Variables and options of the log driver that would stand twice: ECS refuses them. */
function checkNames(
  container: Construct,
  fields: JsonObject,
  { environment = [], secrets = [], logConfiguration: log = {} }: ContainerOverrides,
): void {
  const variables = { environment, secrets };
  for (const [field, other] of [
    ["environment", "secrets"],
    ["secrets", "environment"],
  ] as const) {
    const own = namesIn(variables[field]);
    const taken = [...namesIn(fields[other]), ...namesIn(variables[other])];
    own.forEach((name, index) => {
      const before = [...taken, ...own.slice(0, index)];
      variableUnique.enforce(container, `overrides.${field}`, { name, taken: before });
    });
  }
  const ours = isObject(fields["logConfiguration"]) ? fields["logConfiguration"] : {};
  const options = isObject(ours["options"]) ? Object.keys(ours["options"]) : [];
  const plain = Object.keys(log.options ?? {});
  const secret = namesIn(log.secretOptions);
  const prop = "overrides.logConfiguration";
  for (const name of plain) {
    logOptionUnique.enforce(container, prop, { name, taken: namesIn(ours["secretOptions"]) });
  }
  secret.forEach((name, index) => {
    const taken = [...options, ...plain, ...secret.slice(0, index)];
    logOptionUnique.enforce(container, prop, { name, taken });
  });
}

function namesIn(list: Json): readonly string[] {
  const items = isList(list) ? list.filter(isObject) : [];
  return items.flatMap(({ name }) => (typeof name === "string" && !isUnresolved(name) ? name : []));
}

/** ARNs of another partition. */
function checkReferences(container: Construct, overrides: ContainerOverrides): void {
  const {
    secrets = [],
    environmentFiles = [],
    repositoryCredentials,
    logConfiguration,
  } = overrides;
  const options = logConfiguration?.secretOptions ?? [];
  const arns = [
    ...secrets.map(({ valueFrom }) => ["secrets", valueFrom] as const),
    ...environmentFiles.map(({ value }) => ["environmentFiles", value] as const),
    ...options.map(({ valueFrom }) => ["logConfiguration.secretOptions", valueFrom] as const),
    ["repositoryCredentials", repositoryCredentials?.credentialsParameter] as const,
  ];
  for (const [field, arn] of arns) checkPartition(container, `overrides.${field}`, arn);
}

/** Texts that may be any Terraform expression, made fit for JSON. */
function embed(container: Construct, place: string, value: Json): Json {
  if (typeof value === "string") return jsonEmbedded(container, place, value);
  if (isList(value)) {
    const items = known.read(container, place.replaceAll("-", "."), value) as readonly Json[];
    return items.map((item, index) => embed(container, `${place}-${index}`, item));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item], index) => [
      jsonEmbedded(container, `${place}-name-${index}`, name),
      embed(container, `${place}-${isUnresolved(name) ? index : name}`, item),
    ]),
  );
}

/** Refuses what looks secret, wherever it stands: no field of a container is secret, and a reference has a prop. */
function guard(container: Construct, overrides: ContainerOverrides): void {
  const { environment, dockerLabels, command, entryPoint, healthCheck, logConfiguration, ...rest } =
    overrides;
  for (const { name, value } of environment ?? []) guardVariable(container, name, value);
  for (const [name, text] of Object.entries(dockerLabels ?? {})) guardLabel(container, name, text);
  const argumentLists = { command, entryPoint, "healthCheck.command": healthCheck?.command };
  for (const [prop, texts] of Object.entries(argumentLists)) {
    if (texts) guardArguments(container, prop, texts);
  }
  const { options = {}, ...log } = logConfiguration ?? {};
  for (const [name, text] of Object.entries(options)) guardLogOption(container, name, text);
  guardAll(container, "", { ...(rest as JsonObject), logConfiguration: log });
}

/** Names of fields that hold where a secret is, not what it is. */
const REFERENCES: readonly string[] = ["valueFrom", "credentialsParameter"];

function guardAll(container: Construct, place: string, value: Json, name?: string): void {
  if (typeof value === "string") guardOverride(container, place, name, value);
  if (isList(value))
    value.forEach((item, at) => guardAll(container, `${place}[${at}]`, item, name));
  if (!isObject(value)) return;
  for (const [field, item] of Object.entries(value)) {
    const inner = place === "" ? field : `${place}.${field}`;
    if (!REFERENCES.includes(field)) guardAll(container, inner, item, field);
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Not a number or boolean that only Terraform knows. */
function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && !Array.isArray(value) && !Tokenization.isResolvable(value);
}

import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import { jsonEmbedded, known, listOf, object, given, type PropTable } from "../../core/internal";
import {
  guardArguments,
  guardLabel,
  guardLogOption,
  guardOverride,
  guardVariable,
} from "../delivery";
import { listKnown } from "../rules";

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
  readonly firelensConfiguration?: JsonObject;
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
  readonly linuxParameters?: JsonObject;
  /** The log driver with its options. */
  readonly logConfiguration?: JsonObject;
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
  readonly portMappings?: readonly JsonObject[];
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

type Item<K extends keyof ContainerOverrides> =
  NonNullable<ContainerOverrides[K]> extends readonly (infer T extends object)[] ? T : never;
type Inner<K extends keyof ContainerOverrides> = NonNullable<ContainerOverrides[K]> & object;

/** How they are read: a name that ECS does not have would be dropped by the provider without a word. */
export const OVERRIDES = {
  command: given,
  cpu: given,
  credentialSpecs: given,
  dependsOn: listOf<Item<"dependsOn">>({ containerName: given, condition: given }),
  disableNetworking: given,
  dnsSearchDomains: given,
  dnsServers: given,
  dockerLabels: known,
  dockerSecurityOptions: given,
  entryPoint: given,
  environment: listOf<Item<"environment">>({ name: given, value: given }),
  environmentFiles: listOf<Item<"environmentFiles">>({ type: given, value: given }),
  essential: given,
  extraHosts: listOf<Item<"extraHosts">>({ hostname: given, ipAddress: given }),
  firelensConfiguration: known,
  healthCheck: object<Inner<"healthCheck">>({
    command: given,
    interval: given,
    timeout: given,
    retries: given,
    startPeriod: given,
  }),
  hostname: given,
  image: given,
  interactive: given,
  links: given,
  linuxParameters: known,
  logConfiguration: known,
  memory: given,
  memoryReservation: given,
  mountPoints: listOf<Item<"mountPoints">>({
    sourceVolume: given,
    containerPath: given,
    readOnly: given,
  }),
  portMappings: known,
  privileged: given,
  pseudoTerminal: given,
  readonlyRootFilesystem: given,
  repositoryCredentials: object<Inner<"repositoryCredentials">>({ credentialsParameter: given }),
  resourceRequirements: listOf<Item<"resourceRequirements">>({ type: given, value: given }),
  restartPolicy: object<Inner<"restartPolicy">>({
    enabled: given,
    ignoredExitCodes: given,
    restartAttemptPeriod: given,
  }),
  secrets: listOf<Item<"secrets">>({ name: given, valueFrom: given }),
  startTimeout: given,
  stopTimeout: given,
  systemControls: listOf<Item<"systemControls">>({ namespace: given, value: given }),
  ulimits: listOf<Item<"ulimits">>({ name: given, softLimit: given, hardLimit: given }),
  user: given,
  versionConsistency: given,
  volumesFrom: listOf<Item<"volumesFrom">>({ sourceContainer: given, readOnly: given }),
  workingDirectory: given,
} satisfies PropTable<ContainerOverrides>;

/**
 * The fields with what overrides them: an object is merged field by field, objects of a list come behind those that are
 * there, of which one with the same `name` goes, and everything else is replaced.
 */
export function override(
  container: Construct,
  fields: JsonObject,
  overrides: ContainerOverrides,
): JsonObject {
  guard(container, overrides);
  const embedded = embed(container, "overrides", overrides as JsonObject);
  return mergeObjects(fields, embedded as JsonObject);
}

function mergeObjects(fields: JsonObject, overrides: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...fields };
  for (const [name, value] of Object.entries(overrides))
    merged[name] = mergeOne(fields[name], value);
  return merged;
}

function mergeOne(before: Json, after: Json): Json {
  if (isObject(before) && isObject(after)) return mergeObjects(before, after);
  if (!isList(before) || !isList(after) || !after.every(isObject)) return after;
  const names = after.flatMap((item) => item["name"] ?? []);
  const kept = before.filter((item) => !isObject(item) || !names.includes(item["name"] ?? []));
  return [...kept, ...after];
}

/** Texts that may be any Terraform expression, made fit for JSON. */
function embed(container: Construct, place: string, value: Json): Json {
  if (typeof value === "string") return jsonEmbedded(container, place, value);
  if (isList(value)) {
    const isKnown = !Token.isUnresolved(value);
    listKnown.enforce(container, place, isKnown);
    return isKnown ? value.map((item, index) => embed(container, `${place}-${index}`, item)) : [];
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, embed(container, `${place}-${name}`, item)]),
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
  const { options, ...log } = logConfiguration ?? {};
  for (const [name, text] of Object.entries(isObject(options) ? options : {})) {
    if (typeof text === "string") guardLogOption(container, name, text);
  }
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

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && !Array.isArray(value);
}

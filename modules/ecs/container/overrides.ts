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
  readonly command?: readonly string[];
  readonly cpu?: number;
  readonly credentialSpecs?: readonly string[];
  readonly dependsOn?: readonly {
    readonly containerName: string;
    readonly condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";
  }[];
  readonly disableNetworking?: boolean;
  readonly dnsSearchDomains?: readonly string[];
  readonly dnsServers?: readonly string[];
  readonly dockerLabels?: Readonly<Record<string, string>>;
  readonly dockerSecurityOptions?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly environmentFiles?: readonly { readonly type: "s3"; readonly value: string }[];
  readonly essential?: boolean;
  readonly extraHosts?: readonly { readonly hostname: string; readonly ipAddress: string }[];
  readonly firelensConfiguration?: JsonObject;
  readonly healthCheck?: {
    readonly command?: readonly string[];
    readonly interval?: number;
    readonly timeout?: number;
    readonly retries?: number;
    readonly startPeriod?: number;
  };
  readonly hostname?: string;
  readonly image?: string;
  readonly interactive?: boolean;
  readonly links?: readonly string[];
  readonly linuxParameters?: JsonObject;
  readonly logConfiguration?: JsonObject;
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly mountPoints?: readonly {
    readonly sourceVolume?: string;
    readonly containerPath?: string;
    readonly readOnly?: boolean;
  }[];
  readonly portMappings?: readonly JsonObject[];
  readonly privileged?: boolean;
  readonly pseudoTerminal?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly repositoryCredentials?: { readonly credentialsParameter: string };
  readonly resourceRequirements?: readonly {
    readonly type: "GPU" | "NeuronDevice" | "InferenceAccelerator";
    readonly value: string;
  }[];
  readonly restartPolicy?: {
    readonly enabled: boolean;
    readonly ignoredExitCodes?: readonly number[];
    readonly restartAttemptPeriod?: number;
  };
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly startTimeout?: number;
  readonly stopTimeout?: number;
  readonly systemControls?: readonly { readonly namespace: string; readonly value: string }[];
  readonly ulimits?: readonly {
    readonly name: string;
    readonly softLimit: number;
    readonly hardLimit: number;
  }[];
  readonly user?: string;
  readonly versionConsistency?: "enabled" | "disabled";
  readonly volumesFrom?: readonly {
    readonly sourceContainer: string;
    readonly readOnly?: boolean;
  }[];
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

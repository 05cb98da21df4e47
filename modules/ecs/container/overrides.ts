import { Tokenization } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import { checkPartition, isUnresolved, jsonEmbedded, readKnown } from "../../core/internal";
import {
  guardArguments,
  guardLabel,
  guardLogOption,
  guardOverride,
  guardVariable,
} from "../delivery";
import { logOptionUnique, variableUnique } from "../rules";
import type { ContainerOverrides } from "./override-fields";

type JsonObject = Readonly<Record<string, Json>>;

/**
 * Applies overrides to the fields of a container definition. An object is merged field by field. Objects of a list come
 * behind those that are there and replace the one with the same identity: a variable of the same name, a mount at the
 * same path. Everything else is replaced.
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

/** Lists of objects, with the field in which no two objects may be equal. */
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

/** Refuses variables and options of the log driver that would be set twice, as ECS does. */
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

/** Refuses ARNs of another partition. */
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
    const items = readKnown(container, place.replaceAll("-", "."), value) as readonly Json[];
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

/** Refuses what looks secret, wherever it stands: no field of a container is secret, and references have props. */
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
const REFERENCES: readonly string[] = ["valueFrom", "credentialsParameter", "credentialSpecs"];

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

/** Whether it is an object, and no number or boolean that only Terraform knows. */
function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && !Array.isArray(value) && !Tokenization.isResolvable(value);
}

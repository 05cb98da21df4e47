import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Json } from "../../core";
import { object, readProps, type PropTable } from "../../core/internal";
import {
  CONTAINER_IMAGE_PROPS,
  containerImage,
  ENVIRONMENT_FILES_PROPS,
  environmentFiles,
  SECRET_FILES_PROPS,
  SECRET_OBJECTS_PROPS,
  SECRET_VARIABLES_PROPS,
  secretFiles,
  secretObjects,
  secretVariables,
  type ContainerImageProps,
  type ContainerPart,
  type ContainerWay,
  type EnvironmentFilesProps,
  type SecretFilesProps,
  type SecretObjectsProps,
  type SecretReference,
  type SecretVariablesProps,
  type TaskBuilder,
} from "../delivery";
import {
  FIRELENS_ROUTER_PROPS,
  firelensRouter,
  LOGGING_PROPS,
  logging,
  type FirelensRouterProps,
  type LoggingProps,
} from "../logging";
import { ecsName, fargatePlatform } from "../rules";
import {
  PLAIN_PROPS,
  plainFields,
  type ContainerCondition,
  type PlainContainerProps,
} from "./container-fields";
import { override, OVERRIDES, type ContainerOverrides } from "./overrides";

/** Settings of a container. */
export interface ContainerProps
  extends
    PlainContainerProps,
    ContainerImageProps,
    SecretVariablesProps,
    EnvironmentFilesProps,
    LoggingProps,
    FirelensRouterProps,
    SecretObjectsProps,
    SecretFilesProps {
  /**
   * Fields of its JSON that have no prop, by the names of the ECS API. Merged last: objects field by field, lists of
   * objects behind ours, everything else instead of it. @default - none
   */
  readonly overrides?: ContainerOverrides;
}

/** How they are read. */
export const CONTAINER_PROPS = {
  ...PLAIN_PROPS,
  ...CONTAINER_IMAGE_PROPS,
  ...SECRET_VARIABLES_PROPS,
  ...ENVIRONMENT_FILES_PROPS,
  ...LOGGING_PROPS,
  ...FIRELENS_ROUTER_PROPS,
  ...SECRET_OBJECTS_PROPS,
  ...SECRET_FILES_PROPS,
  overrides: object<ContainerOverrides>(OVERRIDES),
} satisfies PropTable<ContainerProps>;

/** Every place of a container where a secret may stand. */
const WAYS: readonly ContainerWay<ContainerProps, TaskBuilder>[] = [
  containerImage,
  secretVariables,
  environmentFiles,
  logging,
  firelensRouter,
  secretObjects,
  secretFiles,
];

/** One container of a task definition; made by `addContainer`. */
export class ContainerDefinition extends Construct {
  public readonly containerName: string;
  public readonly essential: boolean;
  /** Every secret that starting it needs. */
  public readonly references: readonly SecretReference[];
  /** What must exist before a task starts. */
  public readonly dependables: readonly ITerraformDependable[];
  /** Its place in FireLens: it routes output, or sends its own to the router. */
  public readonly firelensRole: "router" | "sender" | undefined;
  /** Other container → what it must have reached before this one starts. */
  public readonly dependsOn: Readonly<Record<string, ContainerCondition>>;
  /** Whether ECS can see it become healthy. */
  public readonly hasHealthCheck: boolean;
  /** Names of the volumes that it mounts. */
  public readonly mountedVolumes: readonly string[];
  /** Ports that it maps, as `<container>:<port>`. */
  public readonly mappedPorts: readonly string[];
  public readonly environmentFileCount: number;
  private readonly fields: Readonly<Record<string, Json>>;

  public constructor(scope: Construct, name: string, input: ContainerProps, task: TaskBuilder) {
    super(scope, name);
    const props = readProps(this, CONTAINER_PROPS, input);
    const { overrides = {} } = props;
    ecsName.enforce(this, "name", name);
    this.containerName = name;
    this.essential = overrides.essential ?? props.essential ?? true;
    const sends = props.logging?.driverName === "awsfirelens";
    this.firelensRole = props.firelensRouter ? "router" : sends ? "sender" : undefined;
    const waits = overrides.dependsOn?.map((on) => [on.containerName, on.condition] as const);
    this.dependsOn = { ...props.dependsOn, ...Object.fromEntries(waits ?? []) };
    this.hasHealthCheck = props.healthCheck !== undefined || overrides.healthCheck !== undefined;
    this.mountedVolumes = [
      ...Object.values(props.mounts ?? {}).map(({ volume }) => volume),
      ...(overrides.mountPoints ?? []).flatMap(({ sourceVolume }) => sourceVolume ?? []),
    ];
    const ports = [...(props.portMappings ?? []), ...(overrides.portMappings ?? [])];
    this.mappedPorts = ports.map(({ containerPort }) => `${name}:${String(containerPort)}`);
    this.environmentFileCount = props.environmentFiles?.length ?? 0;
    const parts = WAYS.flatMap((way) => way(this, props, task) ?? []);
    this.requirePlatform(parts, task);
    this.references = parts.flatMap((part) => part.references ?? []);
    this.dependables = [
      ...this.references.flatMap((reference) => reference.dependables),
      ...parts.flatMap((part) => part.dependables ?? []),
    ];
    const fields = merge([
      { name, essential: this.essential },
      plainFields(this, props, task),
      ...parts.map((part) => part.fields),
    ]);
    this.fields = override(this, fields, overrides);
  }

  /** The container definition as ECS reads it. */
  public toJson(): Json {
    return this.fields;
  }

  /** Whether it has a limit or a reservation of memory of its own. */
  public get hasMemory(): boolean {
    return this.fields["memory"] !== undefined || this.fields["memoryReservation"] !== undefined;
  }

  private requirePlatform(parts: readonly ContainerPart[], task: TaskBuilder): void {
    const { compatibility, platformVersion } = task;
    if (compatibility !== "FARGATE") return;
    for (const needed of parts.flatMap((part) => part.features ?? [])) {
      fargatePlatform.enforce(this, "platformVersion", { platformVersion, ...needed });
    }
  }
}

/** Puts fields together; a list that several parts add to is the list of all. */
function merge(parts: readonly Readonly<Record<string, Json>>[]): Record<string, Json> {
  const merged: Record<string, Json> = {};
  for (const [field, value] of parts.flatMap((part) => Object.entries(part))) {
    const before = merged[field];
    merged[field] =
      Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : (value ?? before);
  }
  return merged;
}

import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Json } from "../../core";
import {
  containerImage,
  environmentFiles,
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
import { firelensRouter, logging, type FirelensRouterProps, type LoggingProps } from "../logging";
import { ecsName, fargatePlatform } from "../rules";
import { plainFields, type ContainerCondition, type PlainContainerProps } from "./container-fields";

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
    SecretFilesProps {}

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

  public constructor(scope: Construct, name: string, props: ContainerProps, task: TaskBuilder) {
    super(scope, name);
    ecsName.enforce(this, "name", name);
    this.containerName = name;
    this.essential = props.essential ?? true;
    const sends = props.logging?.driverName === "awsfirelens";
    this.firelensRole = props.firelensRouter ? "router" : sends ? "sender" : undefined;
    this.dependsOn = { ...props.dependsOn };
    this.hasHealthCheck = props.healthCheck !== undefined;
    this.mountedVolumes = Object.values(props.mounts ?? {}).map(({ volume }) => volume);
    this.mappedPorts = (props.portMappings ?? []).map((port) => `${name}:${port.containerPort}`);
    this.environmentFileCount = props.environmentFiles?.length ?? 0;
    const parts = WAYS.flatMap((way) => way(this, props, task) ?? []);
    this.requirePlatform(parts, task);
    this.references = parts.flatMap((part) => part.references ?? []);
    this.dependables = [
      ...this.references.flatMap((reference) => reference.dependables),
      ...parts.flatMap((part) => part.dependables ?? []),
    ];
    this.fields = merge([
      { name, essential: this.essential },
      plainFields(this, props, task),
      ...parts.map((part) => part.fields),
    ]);
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

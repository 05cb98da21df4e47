import type { ITerraformDependable, IResolvable } from "cdktf";
import { Construct } from "constructs";
import { numbersEmbedded, object, readProps, type PropTable } from "../../core/internal";
import {
  CONTAINER_IMAGE_PROPS,
  containerImage,
  CREDENTIAL_SPEC_PROPS,
  credentialSpec,
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
  type CredentialSpecsProps,
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
import { ecsName, fargatePlatform, parsePortRange } from "../rules";
import { checkContainer } from "./container-checks";
import { checkOverrides, executionRoleFor } from "./override-checks";
import {
  PLAIN_PROPS,
  plainFields,
  type ContainerCondition,
  type PlainContainerProps,
} from "./container-fields";
import { FieldPlace, jsonFlag, mergeFields, type JsonFields } from "./field";
import { portsIn, type PortJson } from "./ports";
import { OVERRIDES, type ContainerOverrides } from "./override-fields";
import { override } from "./overrides";

/** Settings of a container. */
export interface ContainerProps
  extends
    PlainContainerProps,
    ContainerImageProps,
    SecretVariablesProps,
    EnvironmentFilesProps,
    CredentialSpecsProps,
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

/** How {@link ContainerProps} are read. */
export const CONTAINER_PROPS = {
  ...PLAIN_PROPS,
  ...CONTAINER_IMAGE_PROPS,
  ...SECRET_VARIABLES_PROPS,
  ...ENVIRONMENT_FILES_PROPS,
  ...CREDENTIAL_SPEC_PROPS,
  ...LOGGING_PROPS,
  ...FIRELENS_ROUTER_PROPS,
  ...SECRET_OBJECTS_PROPS,
  ...SECRET_FILES_PROPS,
  overrides: object<ContainerOverrides>(OVERRIDES),
} satisfies PropTable<ContainerProps>;

/** Every way in which a container takes secrets. */
const WAYS: readonly ContainerWay<ContainerProps, TaskBuilder>[] = [
  containerImage,
  secretVariables,
  environmentFiles,
  credentialSpec,
  logging,
  firelensRouter,
  secretObjects,
  secretFiles,
];

interface ContainerDependency {
  readonly containerName: string;
  readonly condition: ContainerCondition;
}

/** The share of its task's resources that a container takes. */
export interface ContainerResources {
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  /** A number as text, or `ALL`. */
  readonly gpus?: string;
}

/** Where a container mounts a volume of the task. */
export interface MountPoint {
  readonly sourceVolume?: string;
  readonly containerPath?: string;
  readonly readOnly?: boolean | IResolvable;
}

/** One container of a task definition; made by `addContainer`. */
export class ContainerDefinition extends Construct {
  /** The container's name, as `addContainer` was given it. */
  public readonly containerName: string;
  /** Whether the task ends when this container does. */
  public readonly essential: boolean | IResolvable;
  /** Every secret that starting it needs. */
  public readonly references: readonly SecretReference[];
  /** What must exist before a task starts. */
  public readonly dependables: readonly ITerraformDependable[];
  /** Other container → what it must have reached before this one starts. */
  public readonly dependsOn: Readonly<Record<string, ContainerCondition>>;
  /** Whether ECS can see it become healthy. */
  public readonly hasHealthCheck: boolean;
  /** The volumes that it mounts, in the order in which they were given. */
  public readonly mounts: readonly MountPoint[];
  /** As its definition maps them. */
  public readonly ports: readonly PortJson[];
  /** How many environment files it reads; ECS takes ten. */
  public readonly environmentFileCount: number;
  /** What of it ECS registers only for a task with an execution role. @internal */
  public readonly needsExecutionRole: string | undefined;
  private readonly fields: JsonFields;
  private readonly json: JsonFields;

  public constructor(scope: Construct, name: string, input: ContainerProps, task: TaskBuilder) {
    super(scope, name);
    const props = readProps(this, CONTAINER_PROPS, input);
    const { overrides = {} } = props;
    ecsName.enforce(this, "name", name);
    this.containerName = name;
    this.essential = overrides.essential ?? props.essential ?? true;
    this.environmentFileCount =
      (props.environmentFiles ?? []).length + (overrides.environmentFiles ?? []).length;
    const parts = WAYS.flatMap((way) => way(this, props, task) ?? []);
    this.requirePlatform(parts, task);
    this.references = parts.flatMap((part) => part.references ?? []);
    this.dependables = [
      ...this.references.flatMap((reference) => reference.dependables),
      ...parts.flatMap((part) => part.dependables ?? []),
    ];
    const place = new FieldPlace(this, task, Object.keys(props.secrets ?? {}));
    const fields = mergeFields([
      { name, essential: jsonFlag(this.essential) },
      plainFields(props, place),
      ...parts.map((part) => part.fields),
    ]);
    this.fields = override(this, fields, overrides);
    this.json = numbersEmbedded(this, "", this.fields);
    checkContainer(this, this.fields, overrides as JsonFields, task);
    checkOverrides(this, this.fields, overrides, task);
    this.needsExecutionRole = executionRoleFor(this.fields, task);
    const { healthCheck, dependsOn = [], mountPoints = [] } = this.fields;
    this.hasHealthCheck = healthCheck !== undefined;
    const waits = dependsOn as unknown as readonly ContainerDependency[];
    this.dependsOn = Object.fromEntries(
      waits.map(({ containerName, condition }) => [containerName, condition]),
    );
    this.mounts = mountPoints as unknown as readonly MountPoint[];
    this.ports = portsIn(this.fields);
  }

  /** The container definition as ECS reads it. */
  public toJson(): JsonFields {
    return this.json;
  }

  /** Whether it has a limit or a reservation of memory of its own. */
  public get hasMemory(): boolean {
    return this.fields["memory"] !== undefined || this.fields["memoryReservation"] !== undefined;
  }

  /** Other containers that it names beside `dependsOn`, by the field. */
  public get namedContainers(): Readonly<Record<string, readonly string[]>> {
    const { links = [], volumesFrom = [] } = this.fields;
    const sources = volumesFrom as unknown as readonly { sourceContainer: string }[];
    return {
      links: (links as readonly string[]).map((link) => link.split(":")[0] ?? link),
      volumesFrom: sources.map(({ sourceContainer }) => sourceContainer),
    };
  }

  /** The share of its task's resources that it takes; numbers may be tokens. */
  public get resources(): ContainerResources {
    const { cpu, memory, memoryReservation, resourceRequirements = [] } = this.fields;
    const needed = resourceRequirements as unknown as readonly { type: string; value: string }[];
    const gpus = needed.find(({ type }) => type === "GPU")?.value;
    return { cpu, memory, memoryReservation, gpus } as ContainerResources;
  }

  /** Ports that it maps, as `<container>:<port>`. */
  public get mappedPorts(): readonly string[] {
    return this.ports.flatMap(({ containerPort, containerPortRange = "" }) => {
      const [first, last] = parsePortRange(containerPortRange) ?? [0, -1];
      const ranged = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      return [...(containerPort === undefined ? [] : [containerPort]), ...ranged].map(
        (port) => `${this.containerName}:${String(port)}`,
      );
    });
  }

  /** Name of a port → its application protocol, where it has one. */
  public get namedPorts(): ReadonlyMap<string, string | undefined> {
    return new Map(
      this.ports.flatMap(({ name, appProtocol }) =>
        name === undefined ? [] : [[name, appProtocol] as const],
      ),
    );
  }

  private requirePlatform(parts: readonly ContainerPart[], task: TaskBuilder): void {
    const { compatibility, platformVersion } = task;
    if (compatibility !== "FARGATE") return;
    for (const needed of parts.flatMap((part) => part.features ?? [])) {
      fargatePlatform.enforce(this, "platformVersion", { platformVersion, ...needed });
    }
  }
}

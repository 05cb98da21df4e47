import {
  EcsTaskDefinition,
  type EcsTaskDefinitionVolume,
} from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IResolvable, ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { terraformJson, type Json } from "../../core";
import {
  awaitValues,
  checkArguments,
  dependablesOf,
  describeFinding,
  enforceKnown,
  FUNCTION,
  isUnresolved,
  keepLifecycle,
  withoutTraces,
  keepName,
  lazyArgument,
  lazyTerraformJson,
  OrderOfCreation,
  padUnknown,
  physicalName,
  prepareStack,
  readProps,
  text,
  textMap,
  textOf,
  type PropTable,
  number,
  flag,
  dependablesProp,
} from "../../core/internal";
import { TaskExecutionRole, TaskRole, type IRole } from "../../iam";
import { useRole, roleProp } from "../../iam/internal";
import { ContainerDefinition, type ContainerProps } from "../container";
import type {
  Compatibility,
  IpcMode,
  NetworkMode,
  SecretReference,
  TaskBuilder,
} from "../delivery";
import * as rules from "../rules";
import {
  checkAgainstTask,
  checkContainerName,
  mountProblems,
  orderProblems,
  type SharedByContainers,
  roleProblems,
  unknownContainers,
} from "./whole";
import { firelensProblems } from "./firelens";
import { checkSettings, renderSettings, SETTINGS, type TaskSettings, WORDS } from "./task-settings";
import {
  checkVolume,
  declareVolume,
  grantMount,
  readVolume,
  type EbsVolume,
  type Volume,
  volumesProp,
} from "./volume";

/** Settings of a `TaskDefinition`. */
export interface TaskDefinitionProps extends TaskSettings {
  /** @default - follows from the construct path */
  readonly family?: string;
  /** What runs the tasks. @default "FARGATE" */
  readonly compatibility?: Compatibility;
  /** @default "awsvpc", the only one on Fargate */
  readonly networkMode?: NetworkMode;
  /** CPU units of the task, 1024 to a vCPU. @default - no limit of its own on EC2; needed on Fargate */
  readonly cpu?: number;
  /** Memory of the task; Fargate offers certain pairs only. @default - the containers' on EC2; needed on Fargate */
  readonly memoryMiB?: number;
  /** @default "X86_64" on Fargate, the instance's on EC2 */
  readonly cpuArchitecture?: "X86_64" | "ARM64";
  /** Fargate platform version that the tasks will run on. @default "LATEST" */
  readonly platformVersion?: string;
  /** Storage of a Fargate task, 21 to 200. @default - 20 GiB */
  readonly ephemeralStorageGiB?: number;
  /** Name → volume. @default - none */
  readonly volumes?: Readonly<Record<string, Volume>>;
  /** Role that starts the task. @default - made when the first container needs one */
  readonly executionRole?: IRole;
  /** The application's own role. @default - made when something is granted to it */
  readonly taskRole?: IRole;
  /**
   * Whether superseded revisions stay registered, so that a failed deployment can be rolled back to one.
   *
   * @default true
   */
  readonly retainRevisions?: boolean | IResolvable;
  /**
   * What Terraform makes first, besides what follows from the props: constructs with all their resources, or single
   * resources. @default - nothing
   */
  readonly dependsOn?: readonly (IConstruct | ITerraformDependable)[];
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How {@link TaskDefinitionProps} are read. */
export const TASK_PROPS = {
  ...SETTINGS,
  ...WORDS,
  family: text,
  cpu: number,
  memoryMiB: number,
  platformVersion: text,
  ephemeralStorageGiB: number,
  volumes: volumesProp,
  executionRole: roleProp,
  taskRole: roleProp,
  retainRevisions: flag,
  dependsOn: dependablesProp,
  tags: textMap,
} satisfies PropTable<TaskDefinitionProps>;

/**
 * A task definition: of use with a service, `run-task`, a schedule or another deployer.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export class TaskDefinition extends Construct implements TaskBuilder {
  /** The family's name: every revision of the task definition is one of it. */
  public readonly family: string;
  /** What it can run on. */
  public readonly compatibility: Compatibility;
  /** How its containers reach the network. */
  public readonly networkMode: NetworkMode;
  public readonly platformVersion: string | undefined;
  public readonly hasTaskMemory: boolean;
  public readonly ipcMode: IpcMode | undefined;
  /** How many constraints its own definition places on the instance. @internal */
  public readonly placementConstraintCount: number;
  private readonly proxyContainer: string | undefined;
  private readonly shared: SharedByContainers;
  /** ARN with the revision. */
  public readonly taskDefinitionArn: string;
  private readonly containers: ContainerDefinition[] = [];
  private readonly volumesByName = new Map<string, Volume>();
  private readonly resource: EcsTaskDefinition;
  private readonly roleListeners: ((role: IRole) => void)[] = [];
  private ownExecutionRole: IRole | undefined;
  private ownTaskRole: IRole | undefined;

  public constructor(scope: Construct, id: string, input: TaskDefinitionProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, TASK_PROPS, input);
    const { cpu, memoryMiB, ephemeralStorageGiB } = props;
    this.compatibility = props.compatibility ?? "FARGATE";
    this.networkMode = props.networkMode ?? "awsvpc";
    this.platformVersion = props.platformVersion;
    this.hasTaskMemory = memoryMiB !== undefined;
    this.ipcMode = props.ipcMode;
    this.placementConstraintCount = (props.taskPlacementConstraints ?? []).length;
    this.proxyContainer = props.proxyConfiguration?.containerName;
    this.shared = { networkMode: this.networkMode, cpu, memoryMiB };
    rules.ecsName.enforce(this, "family", props.family);
    rules.platformVersion.enforce(this, "platformVersion", props.platformVersion);
    rules.ephemeralStorage.enforce(this, "ephemeralStorageGiB", ephemeralStorageGiB);
    this.requireFargate({ ephemeralStorageGiB, platformVersion: props.platformVersion });
    if (this.compatibility === "MANAGED_INSTANCES") {
      rules.requireProvider(this, "compatibility", "Managed Instances");
      rules.managedInstancesNetwork.enforce(this, "networkMode", this.networkMode);
    }
    if (this.compatibility === "FARGATE") {
      rules.fargateSize.enforce(this, "memoryMiB", { cpu, memoryMiB });
      rules.fargateNetwork.enforce(this, "networkMode", this.networkMode);
    } else {
      rules.taskCpu.enforce(this, "cpu", cpu);
      rules.taskMemory.enforce(this, "memoryMiB", memoryMiB);
    }
    if (cpu !== undefined && !isUnresolved(cpu) && cpu >= rules.LARGE_FARGATE_CPU) {
      this.requirePlatform(`a size of ${cpu} CPU units`);
    }
    if (props.cpuArchitecture === "ARM64") this.requirePlatform("ARM64");
    checkSettings(this, props);
    if (ephemeralStorageGiB !== undefined) this.requirePlatform("ephemeralStorageGiB");
    this.family = props.family ?? physicalName(this, 255);
    rules.rolesDiffer.enforce(this, "taskRole", {
      executionRoleArn: props.executionRole?.roleArn,
      taskRoleArn: props.taskRole?.roleArn,
    });
    const { executionRole, taskRole } = props;
    this.ownExecutionRole = executionRole && useRole(executionRole, this, "executionRole");
    this.ownTaskRole = taskRole && useRole(taskRole, this, "taskRole");
    this.resource = this.addResource(props);
    keepName(this.resource, "family");
    // So an apply that is refused for a missing value registers no revision: taking the change back deploys nothing.
    awaitValues(this.resource);
    this.node.defaultChild = this.resource;
    this.taskDefinitionArn = this.resource.arn;
    for (const entry of Object.entries(props.volumes ?? {})) this.declare(...entry);
    const order = OrderOfCreation.of(this);
    order.require(this.resource, () => (props.dependsOn ?? []).flatMap(dependablesOf));
    order.nameable({ by: [this.resource], needed: () => this.dependables });
    this.node.addValidation({ validate: () => this.problemsAtSynthesis() });
  }

  public get executionRole(): IRole {
    return (this.ownExecutionRole ??= this.announce(new TaskExecutionRole(this, "execution-role")));
  }

  public get taskRole(): IRole {
    return (this.ownTaskRole ??= this.announce(new TaskRole(this, "task-role")));
  }

  /** Calls `listener` for each role that tasks have, now or when something first needs it. */
  public whenRole(listener: (role: IRole) => void): void {
    checkArguments(this, { listener: [FUNCTION, listener] });
    this.roleListeners.push(listener);
    for (const role of [this.ownExecutionRole, this.ownTaskRole]) if (role) listener(role);
  }

  private announce(made: IRole): IRole {
    const role = useRole(made, this, "role");
    for (const listener of this.roleListeners) listener(role);
    return role;
  }

  /** Names of the containers: the essential ones first. */
  public get containerNames(): readonly string[] {
    const essential = this.containers.filter((container) => container.essential);
    const others = this.containers.filter((container) => !container.essential);
    return [...essential, ...others].map(({ containerName }) => containerName);
  }

  /** Every secret that starting the task needs. */
  public get references(): readonly SecretReference[] {
    return this.containers.flatMap((container) => container.references);
  }

  /** What must exist before a task starts: values, log groups and the policies of its roles. */
  public get dependables(): readonly ITerraformDependable[] {
    return [
      ...this.containers.flatMap((container) => container.dependables),
      ...(this.ownExecutionRole?.dependables ?? []),
      ...(this.ownTaskRole?.dependables ?? []),
    ];
  }

  /** Ports that containers map, as `<container>:<port>`. */
  public get mappedPorts(): readonly string[] {
    return this.containers.flatMap((container) => container.mappedPorts);
  }

  /** Whether ECS can see a container become healthy. @internal */
  public get hasHealthCheck(): boolean {
    return this.containers.some((container) => container.hasHealthCheck);
  }

  /** Name of a port → its application protocol, where it has one. */
  public get namedPorts(): ReadonlyMap<string, string | undefined> {
    return new Map(this.containers.flatMap((container) => [...container.namedPorts]));
  }

  /** Names of the ports that are of UDP. @internal */
  public get udpPortNames(): readonly string[] {
    return this.containers.flatMap(({ ports }) =>
      ports.flatMap(({ name, protocol }) => (protocol === "udp" && name !== undefined ? name : [])),
    );
  }

  /** Name → volume. */
  public get volumes(): ReadonlyMap<string, Volume> {
    return new Map(this.volumesByName);
  }

  /** Adds a container; its roles are granted what it references. */
  public addContainer(name: string, props: ContainerProps): ContainerDefinition {
    const taken = this.containers.map(({ containerName }) => containerName);
    checkContainerName(this, name, taken);
    // Where problems are collected, synthesis goes on after a second "web", which the construct tree would refuse.
    const isKnown = enforceKnown(this, "addContainer", name);
    const isFree = !taken.includes(name) && !rules.containerNameFree.problem("name", name);
    const scope = isKnown && isFree ? this : new Construct(this, `refused-${taken.length}`);
    const container = new ContainerDefinition(scope, isKnown ? name : "unknown", props, this);
    checkAgainstTask(container, this.containers, this.shared);
    this.containers.push(container);
    for (const [volumeName, volume] of this.volumesByName)
      this.grant(volumeName, volume, [container]);
    rules.containerCount.enforce(this, "addContainer", this.containers.length);
    // ECS counts the files of all containers together.
    const files = this.containers.reduce((sum, { environmentFileCount: n }) => sum + n, 0);
    rules.environmentFileCount.enforce(this, "environmentFiles", files);
    return container;
  }

  public addVolume(name: string, volume: Exclude<Volume, EbsVolume>): string {
    this.declare(name, volume);
    return name;
  }

  /** Requires the Fargate platform on which most of what is newer came. */
  public requirePlatform(feature: string): void {
    const { platformVersion } = this;
    if (this.compatibility !== "FARGATE") return;
    const needed = { platformVersion, feature, since: "1.4.0" };
    rules.fargatePlatform.enforce(this, "platformVersion", needed);
  }

  private declare(name: string, input: Volume): void {
    const volume = readVolume(this, name, input);
    const { compatibility } = this;
    rules.ecsName.enforce(this, "volumes", name);
    rules.volumeKnown.enforce(this, `volumes.${name}`, { compatibility, kind: volume.kind });
    const docker = volume.kind === "docker" ? volume : undefined;
    const lacking = { compatibility, given: docker };
    rules.managedInstancesLack.enforce(this, `volumes.${name}`, lacking);
    checkVolume(this, `volumes.${name}`, volume);
    this.volumesByName.set(name, volume);
    const ebs = [...this.volumesByName].filter(([, { kind }]) => kind === "ebs");
    rules.ebsVolumeOnce.enforce(this, "volumes", ebs.map(([declared]) => declared).sort());
    if (volume.kind === "ebs") this.requirePlatform("an EBS volume");
    if (volume.kind === "efs") this.requirePlatform("an EFS volume");
    this.render(name, volume);
    this.grant(name, volume, this.containers);
  }

  /** Lets the task role mount a file system as `containers` do. */
  private grant(name: string, volume: Volume, containers: readonly ContainerDefinition[]): void {
    if (volume.kind !== "efs") return;
    for (const { mounts } of containers) {
      for (const { sourceVolume, readOnly = false } of mounts) {
        if (sourceVolume === name) grantMount(this, this.taskRole, volume, { readOnly });
      }
    }
  }

  private requireFargate(props: Readonly<Record<string, unknown>>): void {
    for (const [prop, given] of Object.entries(props)) {
      rules.fargateOnly.enforce(this, prop, { compatibility: this.compatibility, given });
    }
  }

  private addResource(props: TaskDefinitionProps): EcsTaskDefinition {
    const fargate = this.compatibility === "FARGATE";
    const { cpuArchitecture = fargate ? "X86_64" : undefined, ephemeralStorageGiB } = props;
    const operatingSystemFamily =
      props.operatingSystemFamily ?? (cpuArchitecture && ("LINUX" as const));
    return withoutTraces(() =>
      keepLifecycle(
        new EcsTaskDefinition(this, "task-definition", {
          family: this.family,
          requiresCompatibilities: [this.compatibility],
          networkMode: this.networkMode,
          cpu: props.cpu === undefined ? undefined : textOf(props.cpu),
          memory: props.memoryMiB === undefined ? undefined : textOf(props.memoryMiB),
          runtimePlatform: operatingSystemFamily && { cpuArchitecture, operatingSystemFamily },
          ...renderSettings(props),
          ephemeralStorage:
            ephemeralStorageGiB === undefined ? undefined : { sizeInGib: ephemeralStorageGiB },
          executionRoleArn: lazyArgument(() => this.ownExecutionRole?.roleArn),
          taskRoleArn: lazyArgument(() => this.ownTaskRole?.roleArn),
          containerDefinitions: lazyTerraformJson(() => this.toJson()),
          skipDestroy: props.retainRevisions ?? true,
          tags: props.tags,
          // Otherwise the running revision would be gone before an apply is refused for a missing value.
          lifecycle: { createBeforeDestroy: true },
        }),
      ),
    );
  }

  /** Renders a volume into a plain list, which an Aspect or an override can add to; what they added stays. */
  private render(name: string, volume: Volume): void {
    const { volumeInput } = this.resource;
    const others = Array.isArray(volumeInput)
      ? volumeInput.filter((other: EcsTaskDefinitionVolume) => other.name !== name)
      : [];
    const volumes = [...others, declareVolume(name, volume)];
    this.resource.putVolume(volumes.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }

  private toJson(): Json {
    return this.containers.map((container) => container.toJson());
  }

  private problemsAtSynthesis(): string[] {
    const essential = this.containers.filter((container) => container.essential).length;
    const memoryGiven = this.hasTaskMemory || this.containers.every(({ hasMemory }) => hasMemory);
    const size = Buffer.byteLength(padUnknown(terraformJson(this.toJson())));
    const problems = [
      rules.containerMissing.problem("addContainer", essential),
      rules.containerMemory.problem("memoryLimitMiB", memoryGiven),
      rules.definitionSize.problem("containers", size),
      ...firelensProblems(this.containers),
      ...mountProblems(this.containers, [...this.volumesByName.keys()]),
      ...orderProblems(this.containers),
      ...unknownContainers(this.containers, this.proxyContainer),
      ...roleProblems(this.containers, this.ownExecutionRole),
    ];
    return problems.flatMap((problem) => (problem ? [describeFinding(problem)] : []));
  }
}

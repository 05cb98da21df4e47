import {
  type EcsServiceConfig,
  EcsService as EcsServiceResource,
} from "@cdktf/provider-aws/lib/ecs-service";
import type { IResolvable, ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import {
  checkSamePlace,
  dependablesOf,
  keepLifecycle,
  withoutTraces,
  name,
  OrderOfCreation,
  physicalName,
  pickProps,
  prepareStack,
  type PropTable,
  readProps,
  takeName,
  terraformText,
  warn,
  flag,
  having,
  needed,
  knownList,
} from "../../core/internal";
import { EbsInfrastructureRole, type IRole } from "../../iam";
import { checkKeyRegion } from "../../kms/internal";
import type { ContainerDefinition, ContainerProps } from "../container";
import { SECRET_REFERENCE, revisionsOf, type SecretReference } from "../delivery";
import * as rules from "../rules";
import { TASK_PROPS, TaskDefinition, type TaskDefinitionProps } from "../task";
import { ATTACHMENT_PROPS, type AttachmentProps, attachmentsOf } from "./attachments";
import { checkTraffic, DEPLOYMENT_PROPS, deploymentOf, type DeploymentProps } from "./deployment";
import { checkCapacityProviders, EcsCluster, type IEcsCluster } from "./ecs-cluster";
import { PLACEMENT_PROPS, placementOf, placingOf, type PlacementProps } from "./placement";
import { checkScaling, scale, SCALING_PROPS, type ScalingProps } from "./scaling";
import {
  SERVICE_CONNECT_PROPS,
  serviceConnectOf,
  type ServiceConnectProps,
} from "./service-connect";

/** A service that ECS itself deploys. */
export interface IEcsService extends IConstruct {
  /** The service's name, unique in its cluster. */
  readonly serviceName: string;
  /** The cluster that it runs in. */
  readonly cluster: IEcsCluster;
  /** Every secret that starting its tasks needs. Grows with its containers. */
  readonly references: readonly SecretReference[];
}

/** What deploys services again when a secret that they read changes. */
export interface IServiceRedeployment {
  /** Deploys `service` again when a secret that it reads changes. */
  addService(service: IEcsService): void;
}

/** Settings of an `EcsService`; those of its task definition included. */
export interface EcsServiceProps
  extends
    TaskDefinitionProps,
    PlacementProps,
    AttachmentProps,
    DeploymentProps,
    ScalingProps,
    ServiceConnectProps {
  /** The cluster that its tasks run in. */
  readonly cluster: IEcsCluster;
  /** A task definition made before, which several services may have. @default - one of its own, of the props for it */
  readonly taskDefinition?: TaskDefinition;
  /** @default - follows from the construct path */
  readonly serviceName?: string;
  /** Whether `aws ecs execute-command` may open a shell in the containers. @default false */
  readonly enableExecuteCommand?: boolean | IResolvable;
  /**
   * Deploys it again when a secret that it reads changes outside Terraform, such as a `RedeployOnChange`.
   *
   * @default - running tasks keep the value that they started with
   */
  readonly redeployOnChange?: IServiceRedeployment;
}

/** How {@link EcsServiceProps} are read. */
export const SERVICE_PROPS = {
  ...TASK_PROPS,
  ...PLACEMENT_PROPS,
  ...ATTACHMENT_PROPS,
  ...DEPLOYMENT_PROPS,
  ...SCALING_PROPS,
  ...SERVICE_CONNECT_PROPS,
  cluster: needed(having("an EcsCluster", "clusterArn")),
  taskDefinition: having("a TaskDefinition", "taskDefinitionArn"),
  // Becomes a part of ARNs in policies, too.
  serviceName: name,
  enableExecuteCommand: flag,
  redeployOnChange: having("a RedeployOnChange", "addService"),
} satisfies PropTable<EcsServiceProps>;

/** What is known about an existing service. */
export interface EcsServiceAttributes {
  /** The cluster that it runs in. */
  readonly cluster: IEcsCluster;
  /** A service with the deployment controller `ECS`: CodeDeploy and external controllers refuse to deploy by force. */
  readonly serviceName: string;
  /** The secrets that its tasks read: nothing else says which ones they are. */
  readonly references: readonly SecretReference[];
}

const ATTRIBUTES = {
  cluster: needed(having("an EcsCluster", "clusterArn")),
  serviceName: needed(name),
  references: needed(knownList(SECRET_REFERENCE)),
} satisfies PropTable<EcsServiceAttributes>;

/** Adds the revisions of secrets to the triggers, which stay a map that an Aspect or an override can add to. */
class ServiceResource extends EcsServiceResource {
  public constructor(
    scope: Construct,
    id: string,
    config: EcsServiceConfig,
    private readonly revisions: () => Readonly<Record<string, string>>,
  ) {
    super(scope, id, config);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const triggers = { ...this.triggersInput, ...this.revisions() };
    return { ...(super.synthesizeAttributes() as Record<string, unknown>), triggers };
  }
}

/**
 * A service. It starts after its roles' policies and values exist, and is deployed again when the revision of a secret
 * that it reads changes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export class EcsService extends Construct implements IEcsService {
  /** A service of this account and Region that exists already, with the deployment controller `ECS`. */
  public static fromServiceAttributes(
    scope: Construct,
    id: string,
    attributes: EcsServiceAttributes,
  ): IEcsService {
    return new ImportedEcsService(scope, id, attributes);
  }

  /** The service's name, unique in its cluster. */
  public readonly serviceName: string;
  /** The cluster that it runs in. */
  public readonly cluster: IEcsCluster;
  /** What its tasks are made of: given, or made from the service's props. */
  public readonly taskDefinition: TaskDefinition;
  private readonly enableExecuteCommand: boolean | IResolvable;
  private readonly deploysAgain: boolean;
  private readonly connectReferences: readonly SecretReference[];

  public constructor(scope: Construct, id: string, input: EcsServiceProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, SERVICE_PROPS, input);
    rules.ecsName.enforce(this, "serviceName", props.serviceName);
    this.cluster = props.cluster;
    checkSamePlace(this, "cluster", props.cluster, props.cluster.clusterArn);
    const { taskDefinition: given } = props;
    if (given) checkSamePlace(this, "taskDefinition", given, given.taskDefinitionArn);
    this.taskDefinition = this.taskOf(props);
    const { taskDefinition: task } = this;
    const desiredCount = checkScaling(this, props, this.taskDefinition);
    const deployment = deploymentOf(this, props, task);
    const placement = deployment.hasTasks
      ? placementOf(this, props, task)
      : placingOf(this, props, task);
    const attachments = attachmentsOf(this, props, task, deployment.hasTasks);
    const connect = serviceConnectOf(this, props, task);
    checkTraffic(this, props);
    this.deploysAgain = deployment.deploysAgain;
    this.connectReferences = connect.references;
    this.enableExecuteCommand = props.enableExecuteCommand ?? false;
    if (this.enableExecuteCommand) {
      task.requirePlatform("aws ecs execute-command");
      props.cluster.grantExecuteCommand(task.taskRole);
    }
    const volume = ebsVolumeOf(this, task);
    checkCluster(this, props, task);

    const name = props.serviceName ?? physicalName(this, 255);
    const other = takeName(this.node.root, this, `${props.cluster.clusterArn}/${name}`);
    rules.serviceNameUnique.enforce(this, "serviceName", { other: other?.node.path });
    const config: EcsServiceConfig = {
      name: terraformText(name),
      cluster: props.cluster.clusterArn,
      taskDefinition: deployment.hasTasks ? task.taskDefinitionArn : undefined,
      desiredCount: props.schedulingStrategy === "DAEMON" ? undefined : desiredCount,
      ...placement,
      ...attachments.config,
      ...deployment.config,
      serviceConnectConfiguration: connect.config,
      enableExecuteCommand: this.enableExecuteCommand,
      volumeConfiguration: volume.volumeConfiguration,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      tags: props.tags,
    };
    const revisions = (): Readonly<Record<string, string>> =>
      deployment.deploysAgain ? revisionsOf(this.references) : {};
    const service = withoutTraces(() =>
      keepLifecycle(new ServiceResource(this, "service", config, revisions)),
    );
    this.node.defaultChild = service;
    const wanted = (props.dependsOn ?? []).flatMap(dependablesOf);
    // Terraform sees no reference from a service to its role's policies or to the values of its secrets.
    OrderOfCreation.of(this).require(service, () => [
      ...props.cluster.dependables,
      ...task.dependables,
      ...attachments.dependables(),
      ...connect.dependables(),
      ...deployment.dependables(),
      ...volume.dependables,
      ...wanted,
    ]);
    if (props.scaling) {
      const { clusterName } = props.cluster;
      scale(this, props.scaling, { clusterName, serviceName: service.name });
    }
    this.serviceName = service.name;
    props.redeployOnChange?.addService(this);
  }

  /** The task definition that was given, or one of its own. */
  private taskOf(props: EcsServiceProps): TaskDefinition {
    const settings = pickProps<TaskDefinitionProps>(TASK_PROPS, props);
    if (props.taskDefinition) {
      const own = Object.keys(settings).filter((name) => name !== "tags" && name !== "dependsOn");
      rules.taskDefinitionGiven.enforce(this, "taskDefinition", own);
      return props.taskDefinition;
    }
    const family = props.family ?? props.serviceName;
    return new TaskDefinition(this, "task", { ...settings, family, dependsOn: undefined });
  }

  public get references(): readonly SecretReference[] {
    return [...this.taskDefinition.references, ...this.connectReferences];
  }

  /** The role that starts the tasks. */
  public get executionRole(): IRole {
    return this.taskDefinition.executionRole;
  }

  /** The application's own role. */
  public get taskRole(): IRole {
    return this.taskDefinition.taskRole;
  }

  /** Adds a container to the task definition. */
  public addContainer(name: string, props: ContainerProps): ContainerDefinition {
    const container = this.taskDefinition.addContainer(name, props);
    if (!this.deploysAgain && container.references.some(({ revision }) => revision)) {
      warn(
        container,
        "A new revision of its secrets is read by new tasks only, and only ECS's own deployments can be started by Terraform: have your deployment controller deploy after it.",
      );
    }
    const isReadonly = props.readonlyRootFilesystem ?? true;
    if (this.enableExecuteCommand && isReadonly === true) {
      warn(
        container,
        "`aws ecs execute-command` cannot open a shell in it: its agent writes to the root file system. Set `readonlyRootFilesystem: false` where you need one.",
      );
    }
    return container;
  }
}

/** Checks that a cluster has what the service needs, where the app makes it: of any other cluster nothing is known. */
function checkCluster(service: EcsService, props: EcsServiceProps, task: TaskDefinition): void {
  const { cluster, serviceConnect } = props;
  checkCapacityProviders(service, props, task);
  if (!(cluster instanceof EcsCluster)) return;
  if (serviceConnect) {
    rules.serviceConnectNamespace.enforceAtSynthesis(service, "serviceConnect.namespace", () => ({
      own: serviceConnect.namespace,
      hasDefault: cluster.hasServiceConnectNamespace,
    }));
  }
}

/** A service made elsewhere; made by `EcsService.fromServiceAttributes`. */
class ImportedEcsService extends Construct implements IEcsService {
  public readonly serviceName: string;
  public readonly cluster: IEcsCluster;
  public readonly references: readonly SecretReference[];

  public constructor(scope: Construct, id: string, input: EcsServiceAttributes) {
    super(scope, id);
    prepareStack(this);
    const attributes = readProps(this, ATTRIBUTES, input);
    rules.ecsName.enforce(this, "serviceName", attributes.serviceName);
    this.serviceName = attributes.serviceName;
    this.cluster = attributes.cluster;
    this.references = [...attributes.references];
    for (const reference of this.references) reference.validate(this, "references");
  }
}

/** What a service needs to make an EBS volume for each of its tasks. */
interface EbsVolumePart {
  readonly volumeConfiguration?: EcsServiceConfig["volumeConfiguration"];
  /** What must exist before the service starts. */
  readonly dependables: readonly ITerraformDependable[];
}

/** Renders the task's EBS volume, encrypted with its key, and makes the role by which ECS creates it. */
function ebsVolumeOf(service: Construct, task: TaskDefinition): EbsVolumePart {
  const [declared] = [...task.volumes].flatMap(([name, volume]) =>
    volume.kind === "ebs" ? [{ name, volume }] : [],
  );
  if (!declared) return { dependables: [] };
  const { name, volume } = declared;
  checkKeyRegion(service, `volumes.${name}`, volume.encryptionKey);
  const role = new EbsInfrastructureRole(service, "infrastructure-role");
  role.grantVolumeKey(volume.encryptionKey.keyArn);
  return {
    volumeConfiguration: {
      name,
      managedEbsVolume: {
        roleArn: role.roleArn,
        encrypted: true,
        kmsKeyId: terraformText(volume.encryptionKey.keyArn),
        sizeInGb: volume.sizeGiB,
        volumeType: volume.volumeType ?? "gp3",
        iops: volume.iops,
        fileSystemType: volume.fileSystem ?? "xfs",
      },
    },
    dependables: role.dependables,
  };
}

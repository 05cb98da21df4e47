import { EcsService as EcsServiceResource } from "@cdktf/provider-aws/lib/ecs-service";
import { Lazy, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { OrderOfCreation, physicalName, prepareStack, warn } from "../../core/internal";
import type { IRole } from "../../iam";
import type { ContainerDefinition, ContainerProps } from "../container";
import { revisionsOf, type SecretReference } from "../delivery";
import * as rules from "../rules";
import { TaskDefinition, type TaskDefinitionProps } from "../task";
import { attachmentsOf, type AttachmentProps } from "./attachments";
import { ebsVolumeOf } from "./ebs-volume";
import type { IEcsCluster } from "./ecs-cluster";
import { placementOf, type PlacementProps } from "./placement";

/** A service that ECS itself deploys. */
export interface IEcsService extends IConstruct {
  readonly serviceName: string;
  readonly cluster: IEcsCluster;
  /** Every secret that starting its tasks needs. Grows with its containers. */
  readonly references: readonly SecretReference[];
}

/** What deploys services again when a secret that they read changes. */
export interface IServiceRedeployment {
  addService(service: IEcsService): void;
}

/** Settings of an `EcsService`; those of its task definition included. */
export interface EcsServiceProps extends TaskDefinitionProps, PlacementProps, AttachmentProps {
  readonly cluster: IEcsCluster;
  /** @default - follows from the construct path */
  readonly serviceName?: string;
  /** Tasks that run at a time. @default 2 */
  readonly desiredCount?: number;
  /** Whether `aws ecs execute-command` may open a shell in the containers. @default false */
  readonly enableExecuteCommand?: boolean;
  /** Whether a deployment that does not become steady fails and is rolled back. @default true */
  readonly circuitBreaker?: boolean;
  /** Whether apply waits until the tasks run: a task that cannot read its secret then fails the apply. @default true */
  readonly waitForSteadyState?: boolean;
  /**
   * Deploys it again when a secret that it reads changes outside Terraform, such as a `RedeployOnChange`.
   *
   * @default - running tasks keep the value that they started with
   */
  readonly redeployOnChange?: IServiceRedeployment;
}

/** What is known about an existing service. */
export interface EcsServiceAttributes {
  readonly cluster: IEcsCluster;
  /** A service with the deployment controller `ECS`: CodeDeploy and external controllers refuse to deploy by force. */
  readonly serviceName: string;
  /** The secrets that its tasks read: nothing else says which ones they are. */
  readonly references: readonly SecretReference[];
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

  public readonly serviceName: string;
  public readonly cluster: IEcsCluster;
  public readonly taskDefinition: TaskDefinition;
  private readonly enableExecuteCommand: boolean;

  public constructor(scope: Construct, id: string, props: EcsServiceProps) {
    super(scope, id);
    prepareStack(this);
    rules.ecsName.enforce(this, "serviceName", props.serviceName);
    rules.desiredCount.enforce(this, "desiredCount", props.desiredCount);
    this.cluster = props.cluster;
    const family = props.family ?? props.serviceName;
    this.taskDefinition = new TaskDefinition(this, "task", { ...props, family });
    const placement = placementOf(this, props, this.taskDefinition);
    const attachments = attachmentsOf(this, props, this.taskDefinition);
    this.enableExecuteCommand = props.enableExecuteCommand ?? false;
    if (this.enableExecuteCommand) {
      this.taskDefinition.requirePlatform("aws ecs execute-command");
      props.cluster.grantExecuteCommand(this.taskDefinition.taskRole);
    }
    const { volumeConfiguration, dependables } = ebsVolumeOf(this, this.taskDefinition);

    const circuitBreaker = props.circuitBreaker ?? true;
    const service = new EcsServiceResource(this, "service", {
      name: props.serviceName ?? physicalName(this, 255),
      cluster: props.cluster.clusterArn,
      taskDefinition: this.taskDefinition.taskDefinitionArn,
      desiredCount: props.desiredCount ?? 2,
      ...placement,
      ...attachments,
      enableExecuteCommand: this.enableExecuteCommand,
      volumeConfiguration,
      deploymentCircuitBreaker: { enable: circuitBreaker, rollback: circuitBreaker },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: props.waitForSteadyState ?? true,
      // Does nothing by itself: the provider deploys again when `triggers` changes. Only what is known at plan time may
      // stand there; an unknown value makes the service drop out of the plan silently.
      forceNewDeployment: true,
      triggers: Token.asStringMap(
        Lazy.anyValue(
          { produce: () => revisionsOf(this.taskDefinition.references) },
          { omitEmptyArray: true },
        ),
      ),
      tags: props.tags,
    });
    // Terraform sees no reference from a service to its role's policies or to the values of its secrets.
    OrderOfCreation.of(this).require(service, () => [
      ...props.cluster.dependables,
      ...this.taskDefinition.dependables,
      ...dependables,
    ]);
    this.serviceName = service.name;
    props.redeployOnChange?.addService(this);
  }

  public get references(): readonly SecretReference[] {
    return this.taskDefinition.references;
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
    if (this.enableExecuteCommand && props.readonlyRootFilesystem !== false) {
      warn(
        container,
        "`aws ecs execute-command` cannot open a shell in it: its agent writes to the root file system. Set `readonlyRootFilesystem: false` where you need one.",
      );
    }
    return container;
  }
}

/** A service made elsewhere; made by `EcsService.fromServiceAttributes`. */
class ImportedEcsService extends Construct implements IEcsService {
  public readonly serviceName: string;
  public readonly cluster: IEcsCluster;
  public readonly references: readonly SecretReference[];

  public constructor(scope: Construct, id: string, attributes: EcsServiceAttributes) {
    super(scope, id);
    prepareStack(this);
    rules.ecsName.enforce(this, "serviceName", attributes.serviceName);
    this.serviceName = attributes.serviceName;
    this.cluster = attributes.cluster;
    this.references = [...attributes.references];
    for (const reference of this.references) reference.validate(this, "references");
  }
}

import {
  EcsService as EcsServiceResource,
  type EcsServiceConfig,
} from "@cdktf/provider-aws/lib/ecs-service";
import { dependable, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { physicalName, warn } from "../core";
import { EbsInfrastructureRole, type IRole } from "../iam";
import { checkAttachments, checkCapacity } from "./check-service";
import type { ContainerDefinition } from "./container-definition";
import type { ContainerProps } from "./container-props";
import { revisionsOf } from "./container-secrets";
import type { IEcsCluster } from "./ecs-cluster";
import type { IEcsService } from "./ecs-service-interface";
import type { EcsServiceProps } from "./ecs-service-props";
import { ImportedEcsService, type EcsServiceAttributes } from "./imported-ecs-service";
import { desiredCountRule, ecsName, securityGroupsGiven, subnetsGiven } from "./rules";
import type { SecretReference } from "./secret-reference";
import { TaskDefinition } from "./task-definition";
import type { Volume } from "./volume";

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
  private infrastructureRole: EbsInfrastructureRole | undefined;

  public constructor(scope: Construct, id: string, props: EcsServiceProps) {
    super(scope, id);
    ecsName.enforce(this, "serviceName", props.serviceName);
    desiredCountRule.enforce(this, "desiredCount", props.desiredCount);
    this.cluster = props.cluster;
    const family = props.family ?? props.serviceName;
    this.taskDefinition = new TaskDefinition(this, "task", { ...props, family });
    checkCapacity(this, props, this.taskDefinition);
    checkAttachments(this, props, this.taskDefinition);
    this.enableExecuteCommand = props.enableExecuteCommand ?? false;
    if (this.enableExecuteCommand) {
      this.taskDefinition.requirePlatform("aws ecs execute-command");
      props.cluster.grantExecuteCommand(this.taskDefinition.taskRole);
    }
    for (const volume of this.taskDefinition.volumes.values()) this.prepareVolume(volume);

    const circuitBreaker = props.circuitBreaker ?? true;
    const service = new EcsServiceResource(this, "service", {
      name: props.serviceName ?? physicalName(this, 255),
      cluster: props.cluster.clusterArn,
      taskDefinition: this.taskDefinition.taskDefinitionArn,
      desiredCount: props.desiredCount ?? 2,
      ...this.capacity(props),
      ...this.network(props),
      loadBalancer: props.loadBalancers?.map((attachment) => ({ ...attachment })),
      healthCheckGracePeriodSeconds: props.healthCheckGracePeriodSeconds,
      serviceRegistries: props.serviceDiscovery,
      enableExecuteCommand: this.enableExecuteCommand,
      volumeConfiguration: this.volumeConfiguration(),
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
    service.dependsOn = Lazy.listValue({
      produce: (context) => {
        const needed = [
          ...props.cluster.dependables,
          ...this.taskDefinition.dependables,
          ...(this.infrastructureRole?.dependables ?? []),
        ];
        const addresses = [...new Set(needed)].map(dependable);
        return addresses.map((address) => String(context.resolve(address))).sort();
      },
    });
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

  private capacity(
    props: EcsServiceProps,
  ): Pick<EcsServiceConfig, "launchType" | "capacityProviderStrategy" | "platformVersion"> {
    const { compatibility } = this.taskDefinition;
    const platformVersion =
      compatibility === "FARGATE" ? (props.platformVersion ?? "LATEST") : undefined;
    if (!props.capacityProviders) return { launchType: compatibility, platformVersion };
    const capacityProviderStrategy = props.capacityProviders.map(({ name, weight = 1, base }) => {
      return { capacityProvider: name, weight, base };
    });
    return { capacityProviderStrategy, platformVersion };
  }

  private network(props: EcsServiceProps): Pick<EcsServiceConfig, "networkConfiguration"> {
    if (this.taskDefinition.networkMode !== "awsvpc") return {};
    const { subnetIds = [], securityGroupIds = [] } = props;
    if (!Token.isUnresolved(subnetIds)) {
      subnetsGiven.enforce(this, "subnetIds", subnetIds.length);
    }
    if (!Token.isUnresolved(securityGroupIds)) {
      securityGroupsGiven.enforce(this, "securityGroupIds", securityGroupIds.length);
    }
    return {
      networkConfiguration: {
        subnets: [...subnetIds],
        securityGroups: [...securityGroupIds],
        assignPublicIp: props.assignPublicIp ?? false,
      },
    };
  }

  private prepareVolume(volume: Volume): void {
    if (volume.kind !== "ebs") return;
    this.infrastructureRole ??= new EbsInfrastructureRole(this, "infrastructure-role");
    this.infrastructureRole.grantVolumeKey(volume.encryptionKey.keyArn);
  }

  private volumeConfiguration(): EcsServiceConfig["volumeConfiguration"] {
    for (const [name, volume] of this.taskDefinition.volumes) {
      if (volume.kind !== "ebs" || !this.infrastructureRole) continue;
      return {
        name,
        managedEbsVolume: {
          roleArn: this.infrastructureRole.roleArn,
          encrypted: true,
          kmsKeyId: volume.encryptionKey.keyArn,
          sizeInGb: volume.sizeGiB,
          volumeType: volume.volumeType ?? "gp3",
          iops: volume.iops,
          fileSystemType: volume.fileSystem ?? "xfs",
        },
      };
    }
    return undefined;
  }
}

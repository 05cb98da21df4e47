import { EcsService as EcsServiceResource } from "@cdktf/provider-aws/lib/ecs-service";
import { dependable, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { physicalName } from "../core";
import type { IRole } from "../iam";
import type { ContainerDefinition } from "./container-definition";
import type { ContainerProps } from "./container-props";
import { revisionsOf } from "./container-secrets";
import type { IEcsCluster } from "./ecs-cluster";
import { desiredCountRule, ecsName, securityGroupsGiven, subnetsGiven } from "./rules";
import { TaskDefinition, type TaskDefinitionProps } from "./task-definition";

/** Settings of an {@link EcsService}; those of its task definition included. */
export interface EcsServiceProps extends TaskDefinitionProps {
  readonly cluster: IEcsCluster;
  /** @default - follows from the construct path */
  readonly serviceName?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Needed in a subnet without NAT and without endpoints. @default false */
  readonly assignPublicIp?: boolean;
  /** Tasks that run at a time. @default 2 */
  readonly desiredCount?: number;
  /** Fargate platform version. @default "LATEST" */
  readonly platformVersion?: string;
  /** Whether a deployment that does not become steady fails and is rolled back. @default true */
  readonly circuitBreaker?: boolean;
  /** Whether apply waits until the tasks run: a task that cannot read its secret then fails the apply. @default true */
  readonly waitForSteadyState?: boolean;
}

/**
 * A Fargate service. It starts after its roles' policies and values exist, and is deployed again when the revision of a
 * secret that it reads changes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export class EcsService extends Construct {
  public readonly serviceName: string;
  public readonly taskDefinition: TaskDefinition;

  public constructor(scope: Construct, id: string, props: EcsServiceProps) {
    super(scope, id);
    ecsName.enforce(this, "serviceName", props.serviceName);
    desiredCountRule.enforce(this, "desiredCount", props.desiredCount);
    if (!Token.isUnresolved(props.subnetIds)) {
      subnetsGiven.enforce(this, "subnetIds", props.subnetIds.length);
    }
    if (!Token.isUnresolved(props.securityGroupIds)) {
      securityGroupsGiven.enforce(this, "securityGroupIds", props.securityGroupIds.length);
    }
    const family = props.family ?? props.serviceName;
    this.taskDefinition = new TaskDefinition(this, "task", { ...props, family });

    const circuitBreaker = props.circuitBreaker ?? true;
    const service = new EcsServiceResource(this, "service", {
      name: props.serviceName ?? physicalName(this, 255),
      cluster: props.cluster.clusterArn,
      taskDefinition: this.taskDefinition.taskDefinitionArn,
      desiredCount: props.desiredCount ?? 2,
      launchType: "FARGATE",
      platformVersion: props.platformVersion ?? "LATEST",
      networkConfiguration: {
        subnets: [...props.subnetIds],
        securityGroups: [...props.securityGroupIds],
        assignPublicIp: props.assignPublicIp ?? false,
      },
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
        const addresses = [...new Set(this.taskDefinition.dependables)].map(dependable);
        return addresses.map((address) => String(context.resolve(address))).sort();
      },
    });
    this.serviceName = service.name;
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
    return this.taskDefinition.addContainer(name, props);
  }
}

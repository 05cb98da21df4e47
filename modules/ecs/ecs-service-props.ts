import type { IEcsCluster } from "./ecs-cluster";
import type { IServiceRedeployment } from "./ecs-service-interface";
import type { TaskDefinitionProps } from "./task-definition-props";

/** A target group that a container's port is registered with. */
export interface LoadBalancerAttachment {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

/** A service of AWS Cloud Map that the tasks are registered with. */
export interface ServiceDiscovery {
  readonly registryArn: string;
  /** Needed where the registry holds SRV records. @default - A records only */
  readonly containerName?: string;
  /** @default - none */
  readonly containerPort?: number;
}

/** A share of the tasks for one capacity provider. */
export interface CapacityProviderShare {
  /** `FARGATE`, `FARGATE_SPOT`, or the name of an Auto Scaling group provider. */
  readonly name: string;
  /** 0 to 1000. @default 1 */
  readonly weight?: number;
  /** Tasks that it runs at least. @default 0 */
  readonly base?: number;
}

/** Settings of an `EcsService`; those of its task definition included. */
export interface EcsServiceProps extends TaskDefinitionProps {
  readonly cluster: IEcsCluster;
  /** @default - follows from the construct path */
  readonly serviceName?: string;
  /** Needed in network mode awsvpc. */
  readonly subnetIds?: readonly string[];
  /** Needed in network mode awsvpc. */
  readonly securityGroupIds?: readonly string[];
  /** Needed in a subnet without NAT and without endpoints; Fargate only. @default false */
  readonly assignPublicIp?: boolean;
  /** Tasks that run at a time. @default 2 */
  readonly desiredCount?: number;
  /** @default - the launch type, Fargate or EC2 */
  readonly capacityProviders?: readonly CapacityProviderShare[];
  /** @default - none */
  readonly loadBalancers?: readonly LoadBalancerAttachment[];
  /** Seconds after its start in which a task's failing health checks do not count. @default - none */
  readonly healthCheckGracePeriodSeconds?: number;
  /** @default - none */
  readonly serviceDiscovery?: ServiceDiscovery;
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

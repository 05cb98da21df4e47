import type { Deployment, NetworkConfiguration, ServiceEvent } from "@aws-sdk/client-ecs";

/** The services of one cluster. */
export interface LiveTarget {
  /** Name or ARN. */
  readonly cluster: string;
  /** Names or ARNs. @default - every service of the cluster */
  readonly services?: readonly string[];
}

/** A service as ECS describes it. */
export interface LiveService {
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly serviceArn: string;
  readonly serviceName: string;
  /** `ACTIVE`, `DRAINING` or `INACTIVE`. */
  readonly status: string;
  /** What the next task runs; a running one may be of an older revision. */
  readonly taskDefinitionArn: string;
  readonly launchType?: string;
  readonly platformVersion?: string;
  /** Who replaces its tasks. */
  readonly deploymentController: "ECS" | "CODE_DEPLOY" | "EXTERNAL";
  readonly networkConfiguration?: NetworkConfiguration;
  readonly deployments: readonly Deployment[];
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly events: readonly ServiceEvent[];
}

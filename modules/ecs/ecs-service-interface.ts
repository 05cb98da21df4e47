import type { IConstruct } from "constructs";
import type { IEcsCluster } from "./ecs-cluster";
import type { SecretReference } from "./secret-reference";

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

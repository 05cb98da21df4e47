import { Construct } from "constructs";
import type { IEcsCluster } from "./ecs-cluster";
import type { IEcsService } from "./ecs-service-interface";
import { ecsName } from "./rules";
import type { SecretReference } from "./secret-reference";

/** What is known about an existing service. */
export interface EcsServiceAttributes {
  readonly cluster: IEcsCluster;
  /** A service with the deployment controller `ECS`: CodeDeploy and external controllers refuse to deploy by force. */
  readonly serviceName: string;
  /** The secrets that its tasks read: nothing else says which ones they are. */
  readonly references: readonly SecretReference[];
}

/** A service made elsewhere; made by `EcsService.fromServiceAttributes`. */
export class ImportedEcsService extends Construct implements IEcsService {
  public readonly serviceName: string;
  public readonly cluster: IEcsCluster;
  public readonly references: readonly SecretReference[];

  public constructor(scope: Construct, id: string, attributes: EcsServiceAttributes) {
    super(scope, id);
    ecsName.enforce(this, "serviceName", attributes.serviceName);
    this.serviceName = attributes.serviceName;
    this.cluster = attributes.cluster;
    this.references = [...attributes.references];
    for (const reference of this.references) reference.validate(this, "references");
  }
}

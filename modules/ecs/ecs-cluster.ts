import { EcsCluster as EcsClusterResource } from "@cdktf/provider-aws/lib/ecs-cluster";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, physicalName } from "../core";
import { ecsName } from "./rules";

/** A cluster that services run in. */
export interface IEcsCluster extends IConstruct {
  readonly clusterName: string;
  readonly clusterArn: string;
}

/** Settings of an {@link EcsCluster}. */
export interface EcsClusterProps {
  /** @default - follows from the construct path */
  readonly clusterName?: string;
  /** CloudWatch Container Insights. @default "enabled" */
  readonly containerInsights?: "enhanced" | "enabled" | "disabled";
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * An ECS cluster.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
 */
export class EcsCluster extends Construct implements IEcsCluster {
  /** A cluster of this account and Region that exists already. */
  public static fromClusterName(scope: Construct, id: string, clusterName: string): IEcsCluster {
    return new ImportedEcsCluster(scope, id, clusterName);
  }

  public readonly clusterName: string;
  public readonly clusterArn: string;

  public constructor(scope: Construct, id: string, props: EcsClusterProps = {}) {
    super(scope, id);
    ecsName.enforce(this, "clusterName", props.clusterName);
    const cluster = new EcsClusterResource(this, "cluster", {
      name: props.clusterName ?? physicalName(this, 255),
      setting: [{ name: "containerInsights", value: props.containerInsights ?? "enabled" }],
      tags: props.tags,
    });
    this.clusterName = cluster.name;
    this.clusterArn = cluster.arn;
  }
}

class ImportedEcsCluster extends Construct implements IEcsCluster {
  public readonly clusterArn: string;

  public constructor(
    scope: Construct,
    id: string,
    public readonly clusterName: string,
  ) {
    super(scope, id);
    ecsName.enforce(this, "clusterName", clusterName);
    this.clusterArn = AwsTarget.of(this).arn({
      service: "ecs",
      resource: `cluster/${clusterName}`,
    });
  }
}

import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AwsTarget, type IGrantee } from "../../core";
import { checkSamePlace, policyText, type PropTable, having, needed } from "../../core/internal";
import * as rules from "../rules";
import {
  checkCapacityProviders,
  PLACEMENT_PROPS,
  placementOf,
  type IEcsCluster,
  type PlacementProps,
} from "../service";
import type { TaskDefinition } from "../task";

/** Which task is run, and where. */
export interface RunProps extends PlacementProps {
  /** What is run. */
  readonly taskDefinition: TaskDefinition;
  /** The cluster in which it is run. */
  readonly cluster: IEcsCluster;
}

/** How they are read. */
export const RUN_PROPS = {
  ...PLACEMENT_PROPS,
  taskDefinition: needed(having("a TaskDefinition", "taskDefinitionArn")),
  cluster: needed(having("an EcsCluster", "clusterArn")),
} satisfies PropTable<RunProps>;

/** Checks where a task is run. @returns its network and capacity, as a service would have them */
export function runTargetOf(scope: Construct, props: RunProps): Partial<EcsServiceConfig> {
  const { taskDefinition: task, cluster } = props;
  checkSamePlace(scope, "cluster", cluster, cluster.clusterArn);
  checkSamePlace(scope, "taskDefinition", task, task.taskDefinitionArn);
  const ebs = [...task.volumes].flatMap(([name, { kind }]) => (kind === "ebs" ? name : []));
  rules.runWithoutEbs.enforce(scope, "taskDefinition", ebs);
  checkCapacityProviders(scope, props, task);
  return placementOf(scope, props, task);
}

/** What must exist before the task is run. */
export function neededToRun(props: RunProps): readonly ITerraformDependable[] {
  return [...props.cluster.dependables, ...props.taskDefinition.dependables];
}

/**
 * Lets `grantee` run tasks of this family in this cluster, with the roles that the task definition has and no others.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html
 */
export function grantRun(
  scope: Construct,
  grantee: IGrantee,
  { taskDefinition, cluster }: RunProps,
): void {
  const family = AwsTarget.of(scope).arn({
    service: "ecs",
    resource: `task-definition/${policyText(scope, "family", taskDefinition.family)}:*`,
  });
  grantee.addToPolicy("run-task", {
    actions: ["ecs:RunTask"],
    resources: [family],
    conditions: { ArnEquals: { "ecs:cluster": [cluster.clusterArn] } },
  });
  taskDefinition.whenRole((role) =>
    grantee.addToPolicy("pass-roles", {
      actions: ["iam:PassRole"],
      resources: [role.roleArn],
      conditions: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    }),
  );
}

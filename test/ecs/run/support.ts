import type { TerraformStack } from "cdktf";
import { EcsCluster, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { plainName, policyOf, type Statement, type Synthesized } from "../../support/synth";
import { image, Secrets } from "../support/fixtures";

export const NETWORK = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };
export const CLUSTER = "arn:aws:ecs:eu-central-1:123456789012:cluster/orders";

/** A cluster that exists, and a task with an execution role. */
export function jobIn(stack: TerraformStack) {
  const cluster = EcsCluster.fromClusterName(stack, "cluster", "orders");
  const taskDefinition = new TaskDefinition(stack, "task", {
    family: "migrate",
    cpu: 256,
    memoryMiB: 512,
  });
  const secrets = { DB: SecretReference.fromSsmParameter(new Secrets(stack).parameter("db")) };
  taskDefinition.addContainer("migrate", { image, secrets });
  return { cluster, taskDefinition, ...NETWORK };
}

/** Statements of the role whose Terraform name contains `role`, by the names of their policies. */
export function statementsOf(
  { resources }: Synthesized,
  role: string,
): Readonly<Record<string, readonly Statement[]>> {
  const policies = Object.values(resources("aws_iam_role_policy")).filter(({ role: of }) =>
    String(of).includes(role),
  );
  return Object.fromEntries(
    policies.map(({ name_prefix, policy }) => [plainName(name_prefix), policyOf(policy).Statement]),
  );
}

/** That a role may run tasks of the family in the cluster. */
export const RUN: Statement = {
  Effect: "Allow",
  Action: "ecs:RunTask",
  Resource: "arn:aws:ecs:eu-central-1:123456789012:task-definition/migrate:*",
  Condition: { ArnEquals: { "ecs:cluster": CLUSTER } },
};

/** That a role may give tasks exactly these roles. */
export function pass(resource: Statement["Resource"]): Statement {
  return {
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: resource,
    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  };
}

import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { Construct } from "constructs";
import { ACCOUNT, REGION } from "./synth";
import {
  ContainerImage,
  EcsCluster,
  TaskDefinition,
  type ContainerProps,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";

const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:orders/db-AbCdEf`;
export const NETWORK = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
export const ON_EC2 = { image: ContainerImage.fromRegistry("web"), memoryLimitMiB: 128 };
export const secretIn = (scope: Construct) =>
  SecretsManagerSecret.fromSecretAttributes(scope, "secret", { secretArn: SECRET });
export const bucketIn = (scope: Construct) =>
  SecretsBucket.fromBucketAttributes(scope, "bucket", { bucketName: "orders-secrets" });
export const clusterIn = (scope: Construct) =>
  EcsCluster.fromClusterName(scope, "cluster", "orders");
export const taskIn = (
  scope: Construct,
  id = "it",
  props: TaskDefinitionProps = {},
): TaskDefinition =>
  new TaskDefinition(scope, id, { compatibility: "EC2", networkMode: "bridge", ...props });
export const BUFFERED = { mode: "non-blocking" } as const;
/** A container with these props in a task of its own on EC2. */
export const container = (
  scope: Construct,
  id: string,
  props: Partial<ContainerProps>,
): TaskDefinition => {
  const task = taskIn(scope, id);
  task.addContainer("web", { ...ON_EC2, ...props });
  return task;
};

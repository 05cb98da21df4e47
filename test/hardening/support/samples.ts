import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  OneOffTask,
  SecretReference,
  TaskDefinition,
  Volume,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import type { TerraformStack } from "cdktf";
import { testStack } from "../../support/synth";

const NETWORK = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"], cpu: 256, memoryMiB: 512 };
/** Rotates nothing: only its ARN is of use. */
const ROTATOR = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";
const SHARED = Volume.efs({ fileSystemId: "fs-0123456789abcdef0" });
/** Image of the containers. */
export const IMAGE = ContainerImage.fromEcrRepository({ repositoryName: "orders/web" }, "1.8");

/** Every module, and of each the props that it cannot do without. */
export function asDefault(): TerraformStack {
  const stack = testStack();
  const encryptionKey = new EncryptionKey(stack, "key");
  const secret = new SecretsManagerSecret(stack, "secret", {
    secretName: "orders/db",
    encryptionKey,
    value: SecretValue.generated(),
    revision: 1,
  });
  new LogGroup(stack, "logs");
  const bucket = new SecretsBucket(stack, "bucket", {
    bucketName: "example-orders",
    encryptionKey,
  });
  const cluster = new EcsCluster(stack, "cluster");
  const service = new EcsService(stack, "service", {
    ...NETWORK,
    cluster,
    volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey }), shared: SHARED },
  });
  addContainer(service, stack, { encryptionKey, secret, bucket });
  addMigration(stack, cluster);
  return stack;
}

/** The same with every option that a scanner's rule asks for. */
export function hardened(): TerraformStack {
  const stack = testStack();
  const encryptionKey = new EncryptionKey(stack, "key", { deletionProtection: true });
  const secret = new SecretsManagerSecret(stack, "secret", {
    secretName: "orders/db",
    encryptionKey,
    value: SecretValue.external(),
    rotation: { lambdaArn: ROTATOR, afterDays: 30 },
  });
  const bucket = new SecretsBucket(stack, "bucket", {
    bucketName: "example-orders",
    encryptionKey,
    accessLogs: { bucketName: "example-logs", prefix: "orders/" },
    eventBridgeEnabled: true,
  });
  const logGroup = new LogGroup(stack, "sessions", { encryptionKey });
  const cluster = new EcsCluster(stack, "cluster", { executeCommand: { encryptionKey, logGroup } });
  const service = new EcsService(stack, "service", {
    ...NETWORK,
    cluster,
    enableExecuteCommand: true,
    redeployOnChange: new RedeployOnChange(stack, "redeploy", { encryptionKey }),
    volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey }), shared: SHARED },
  });
  const logging = LogDriver.awsLogs({ newLogGroup: { encryptionKey } });
  addContainer(service, stack, { encryptionKey, secret, bucket, logging });
  addMigration(stack, cluster, encryptionKey);
  return stack;
}

/** A one-off task, whose logs are kept under a key where there is one. */
function addMigration(stack: TerraformStack, cluster: EcsCluster, key?: EncryptionKey): void {
  const { cpu, memoryMiB, ...network } = NETWORK;
  const newLogGroup = key && { encryptionKey: key };
  const size = { cpu, memoryMiB, family: "migrate" };
  const taskDefinition = new TaskDefinition(stack, "migration-task", size);
  const logging = newLogGroup && LogDriver.awsLogs({ newLogGroup });
  taskDefinition.addContainer("migrate", { image: IMAGE, logging });
  new OneOffTask(stack, "migration", { ...network, cluster, taskDefinition, newLogGroup });
}

interface Sources {
  readonly encryptionKey: EncryptionKey;
  readonly secret: SecretsManagerSecret;
  readonly bucket: SecretsBucket;
  readonly logging?: LogDriver;
}

/** A container that is delivered a secret in every way. */
function addContainer(service: EcsService, stack: TerraformStack, sources: Sources): void {
  const { encryptionKey, secret, bucket, logging } = sources;
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName: "/orders/api-key",
    encryptionKey,
    value: SecretValue.fromVariable("api_key"),
    revision: 1,
  });
  service.addContainer("web", {
    image: IMAGE,
    environment: { STAGE: "test" },
    secrets: { API_KEY: SecretReference.fromSsmParameter(parameter) },
    secretObjects: { FILES: ObjectReference.fromBucketPrefix(bucket, "web/") },
    environmentFiles: [{ bucket, key: "web/settings.env" }],
    user: "1000",
    secretFiles: { "/run/secrets/db": SecretReference.fromSecretsManager(secret) },
    mounts: { "/data": { volume: "data" }, "/shared": { volume: "shared" } },
    logging,
  });
}

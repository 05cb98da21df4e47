import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";

// The function that makes a new password and sets it in the database; AWS has templates for most of them.
const { ROTATION_LAMBDA_ARN } = process.env;
const lambdaArn =
  ROTATION_LAMBDA_ARN ?? "arn:aws:lambda:eu-central-1:111111111111:function:rotate-db";

const app = new App();
const stack = new TerraformStack(app, "rotation");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.rotation.tfstate" });

const db = new SecretsManagerSecret(stack, "db", {
  secretName: "example/rotation/db",
  encryptionKey: new EncryptionKey(stack, "key"),
  // The first value. From then on the function makes the new ones, and Terraform writes none over them.
  value: SecretValue.json({ username: "orders", password: SecretValue.generated() }),
  revision: 1,
  rotation: { lambdaArn, scheduleExpression: "cron(0 3 1,15 * ? *)", window: "2h" },
});

const network = new NetworkLookup(stack, "network");
const service = new EcsService(stack, "service", {
  cluster: new EcsCluster(stack, "cluster"),
  subnetIds: network.subnetIds,
  securityGroupIds: network.securityGroupIds,
  assignPublicIp: true,
  cpu: 256,
  memoryMiB: 512,
});
service.addContainer("web", {
  image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
  command: ["httpd", "-f", "-h", "/home"],
  secrets: {
    DB_USERNAME: SecretReference.fromSecretsManager(db, { jsonKey: "username" }),
    DB_PASSWORD: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
  },
});

app.synth();

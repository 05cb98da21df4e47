import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
const stack = new TerraformStack(app, "environment-variables");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.environment-variables.tfstate" });

const encryptionKey = new EncryptionKey(stack, "key");
const password = new SecureStringParameter(stack, "password", {
  parameterName: "/example/variables/password",
  encryptionKey,
  value: SecretValue.fromVariable("password"),
  revision: 1,
});
const database = new SecretsManagerSecret(stack, "database", {
  secretName: "example/variables/database",
  encryptionKey,
  value: SecretValue.json({ username: "orders", password: SecretValue.generated() }),
  revision: 1,
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
    PASSWORD: SecretReference.fromSsmParameter(password),
    DATABASE: SecretReference.fromSecretsManager(database),
    DATABASE_USER: SecretReference.fromSecretsManager(database, { jsonKey: "username" }),
    DATABASE_PASSWORD: SecretReference.fromSecretsManager(database, { jsonKey: "password" }),
  },
});

app.synth();

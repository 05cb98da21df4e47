import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";

const app = new App();
const stack = new TerraformStack(app, "private-registry");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.private-registry.tfstate" });

const login = new SecretsManagerSecret(stack, "login", {
  secretName: "example/registry/login",
  encryptionKey: new EncryptionKey(stack, "key"),
  value: SecretValue.registryCredentials("deployer", SecretValue.fromVariable("registry_password")),
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
  image: ContainerImage.fromRegistry("registry.example.com/orders/web:1.8", {
    credentials: SecretReference.fromSecretsManager(login),
  }),
  logging: LogDriver.awsLogs(),
});
service.addContainer("proxy", {
  image: ContainerImage.fromEcrRepository({ repositoryName: "orders/proxy" }, "2.3"),
  logging: LogDriver.awsLogs(),
});

app.synth();

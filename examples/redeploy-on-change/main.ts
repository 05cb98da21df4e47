import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
const stack = new TerraformStack(app, "redeploy-on-change");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.redeploy-on-change.tfstate" });

const encryptionKey = new EncryptionKey(stack, "key");
const db = new SecretsManagerSecret(stack, "db", {
  secretName: "example/orders/db",
  encryptionKey,
  value: SecretValue.json({ username: "orders", password: SecretValue.generated() }),
  revision: 1,
});
const apiKey = new SecureStringParameter(stack, "api-key", {
  parameterName: "/example/orders/api-key",
  encryptionKey,
  value: SecretValue.fromVariable("api_key"),
  revision: 1,
});

const network = new NetworkLookup(stack, "network");
const web = new EcsService(stack, "web", {
  cluster: new EcsCluster(stack, "cluster"),
  subnetIds: network.subnetIds,
  securityGroupIds: network.securityGroupIds,
  assignPublicIp: true,
  cpu: 256,
  memoryMiB: 512,
  redeployOnChange: new RedeployOnChange(stack, "redeployment", { encryptionKey }),
});
web.addContainer("web", {
  image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
  command: ["httpd", "-f", "-h", "/home"],
  secrets: {
    DB_PASSWORD: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
    API_KEY: SecretReference.fromSsmParameter(apiKey),
  },
});

app.synth();

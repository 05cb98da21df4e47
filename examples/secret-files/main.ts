import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
const stack = new TerraformStack(app, "secret-files");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.secret-files.tfstate" });

const encryptionKey = new EncryptionKey(stack, "key");
const tlsKey = new SecretsManagerSecret(stack, "tls-key", {
  secretName: "example/files/tls-key",
  encryptionKey,
  value: SecretValue.fromVariable("tls_key"),
  revision: 1,
});
const license = new SecureStringParameter(stack, "license", {
  parameterName: "/example/files/license",
  encryptionKey,
  value: SecretValue.fromVariable("license"),
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
  user: "1000:1000",
  command: ["httpd", "-f", "-p", "8080", "-h", "/home"],
  secretFiles: {
    "/run/secrets/tls.key": SecretReference.fromSecretsManager(tlsKey),
    "/run/secrets/license.txt": SecretReference.fromSsmParameter(license),
  },
});

app.synth();

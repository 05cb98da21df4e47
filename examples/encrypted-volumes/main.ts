import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  SecretReference,
  Volume,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";

const app = new App();
const stack = new TerraformStack(app, "encrypted-volumes");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.encrypted-volumes.tfstate" });

const encryptionKey = new EncryptionKey(stack, "key");
const token = new SecretsManagerSecret(stack, "token", {
  secretName: "example/volumes/token",
  encryptionKey,
  value: SecretValue.generated(),
  revision: 1,
});

const network = new NetworkLookup(stack, "network");
const service = new EcsService(stack, "service", {
  // The file below lies on the task's ephemeral storage: this is the key that encrypts it.
  cluster: new EcsCluster(stack, "cluster", { ephemeralStorageKey: encryptionKey }),
  subnetIds: network.subnetIds,
  securityGroupIds: network.securityGroupIds,
  assignPublicIp: true,
  cpu: 256,
  memoryMiB: 512,
  volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey }) },
});
service.addContainer("web", {
  image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
  user: "1000:1000",
  command: ["httpd", "-f", "-p", "8080", "-h", "/home"],
  secretFiles: { "/run/secrets/token": SecretReference.fromSecretsManager(token) },
  mounts: { "/data": { volume: "data" } },
});

app.synth();

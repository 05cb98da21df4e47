import type { TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

/** Services with secrets by the library: half of the secrets of each are parameters. */
export function byLibrary(stack: TerraformStack, services: number, secretsEach: number): void {
  const halves = Array.from({ length: secretsEach / 2 }, (_, index) => String(index));
  deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
  const encryptionKey = new EncryptionKey(stack, "key");
  const cluster = new EcsCluster(stack, "cluster");
  for (let index = 0; index < services; index += 1) {
    const id = `service-${index}`;
    const value = SecretValue.generated();
    const revision = 1;
    const parameters = halves.map((part) => {
      const parameterName = `/bench/${id}/${part}`;
      const props = { parameterName, encryptionKey, value, revision };
      return new SecureStringParameter(stack, `${id}-parameter-${part}`, props);
    });
    const secrets = halves.map((part) => {
      const props = { secretName: `bench/${id}/${part}`, encryptionKey, value, revision };
      return new SecretsManagerSecret(stack, `${id}-secret-${part}`, props);
    });
    const service = new EcsService(stack, id, {
      cluster,
      subnetIds: ["subnet-0a1b2c3d"],
      securityGroupIds: ["sg-0a1b2c3d"],
      cpu: 256,
      memoryMiB: 512,
    });
    service.addContainer("web", {
      image: ContainerImage.fromRegistry("httpd:2.4"),
      logging: LogDriver.awsLogs(),
      secrets: {
        ...Object.fromEntries(
          parameters.map((it, at) => [`P${at}`, SecretReference.fromSsmParameter(it)]),
        ),
        ...Object.fromEntries(
          secrets.map((it, at) => [`S${at}`, SecretReference.fromSecretsManager(it)]),
        ),
      },
    });
  }
}

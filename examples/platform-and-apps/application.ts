import { LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import type { Construct } from "constructs";
import type { Platform } from "./platform";

/** An application: its own secret and service, in the platform's cluster and encrypted with the platform's key. */
export class Application extends TerraformStack {
  public constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id);
    deployToAws(this, { account: "111111111111", region: "eu-central-1" });
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    const apiKey = new SecureStringParameter(this, "api-key", {
      parameterName: `/example/apps/${id}/api-key`,
      encryptionKey: platform.encryptionKey,
      value: SecretValue.fromVariable("api_key"),
      revision: 1,
    });
    const network = new NetworkLookup(this, "network");
    const service = new EcsService(this, "service", {
      cluster: platform.cluster,
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
        API_KEY: SecretReference.fromSsmParameter(apiKey),
        DATABASE_PASSWORD: SecretReference.fromSecretsManager(platform.database, {
          jsonKey: "password",
        }),
      },
    });
  }
}

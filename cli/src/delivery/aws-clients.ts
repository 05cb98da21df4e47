import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";

// The SDK warns on Node 20, which we support; its lines would stand in the middle of the progress.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** Region, endpoint and credentials of all clients; what is left out comes from the SDK's default chain. */
export type ClientConfig = Pick<ECSClientConfig, "region" | "endpoint" | "credentials">;

/** The AWS clients of one account; a secret may live in another Region than its task. */
export class AwsClients {
  public readonly ecs: ECSClient;
  public readonly iam: IAMClient;
  private readonly regional = new Map<string, ReturnType<AwsClients["create"]>>();

  public constructor(private readonly config: ClientConfig) {
    this.ecs = new ECSClient(config);
    this.iam = new IAMClient(config);
  }

  /** The stores and KMS of a Region. */
  public in(region: string): ReturnType<AwsClients["create"]> {
    const existing = this.regional.get(region);
    if (existing) return existing;
    const created = this.create(region);
    this.regional.set(region, created);
    return created;
  }

  /** Closes all connections. */
  public destroy(): void {
    this.ecs.destroy();
    this.iam.destroy();
    for (const clients of this.regional.values()) {
      for (const client of Object.values(clients)) client.destroy();
    }
  }

  private create(region: string): {
    readonly kms: KMSClient;
    readonly s3: S3Client;
    readonly secretsManager: SecretsManagerClient;
    readonly ssm: SSMClient;
  } {
    const config = { ...this.config, region };
    return {
      kms: new KMSClient(config),
      // A local AWS has no host names for buckets. A bucket may be elsewhere than the task.
      s3: new S3Client({
        ...config,
        forcePathStyle: config.endpoint !== undefined,
        followRegionRedirects: true,
      }),
      secretsManager: new SecretsManagerClient(config),
      ssm: new SSMClient(config),
    };
  }
}

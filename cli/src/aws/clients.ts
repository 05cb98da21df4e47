import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

// The SDK warns on Node 20, which we support; its lines would stand in the middle of the progress.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** Region, endpoint and credentials of all clients; what is left out comes from the SDK's default chain. */
export type ClientConfig = Pick<ECSClientConfig, "region" | "endpoint" | "credentials" | "profile">;

/**
 * A caller that asks about many services at once is throttled: the SDK then slows down by itself, and does not give up where
 * a deployment is being followed.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const PATIENCE = { retryMode: "adaptive", maxAttempts: 8 } as const;

/** A network that lets nothing through says nothing either: a call that is not answered is given up, and tried again. */
const ANSWER_WITHIN = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;

/** The SDK warns of a profile beside keys in the environment, in the middle of the progress; the profile was asked for. */
class Silence {
  public readonly debug = (): void => undefined;
  public readonly info = this.debug;
  public readonly warn = this.debug;
  public readonly error = this.debug;
}

/** The AWS clients of one account; a secret may live in another Region than its task. */
export class AwsClients {
  public readonly ecs: ECSClient;
  public readonly iam: IAMClient;
  public readonly sts: STSClient;
  private readonly config: ClientConfig &
    typeof PATIENCE & { readonly requestHandler: typeof ANSWER_WITHIN; readonly logger: Silence };
  private readonly regional = new Map<string, ReturnType<AwsClients["create"]>>();

  public constructor(config: ClientConfig) {
    const logger = new Silence();
    this.config = { ...PATIENCE, requestHandler: ANSWER_WITHIN, logger, ...config };
    this.ecs = new ECSClient(this.config);
    this.iam = new IAMClient(this.config);
    this.sts = new STSClient(this.config);
  }

  /** The stores, KMS and the network of a Region. */
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
    this.sts.destroy();
    for (const clients of this.regional.values()) {
      for (const client of Object.values(clients)) client.destroy();
    }
  }

  private create(region: string): {
    readonly ec2: EC2Client;
    readonly kms: KMSClient;
    readonly s3: S3Client;
    readonly secretsManager: SecretsManagerClient;
    readonly ssm: SSMClient;
  } {
    const config = { ...this.config, region };
    return {
      ec2: new EC2Client(config),
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

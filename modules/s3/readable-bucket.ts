import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget, type IGrantee } from "../core";
import type { IEncryptionKey } from "../kms";
import { bucketName as bucketNameRule, environmentFileKey, objectKey, objectPrefix } from "./rules";
import type { ISecretsBucket } from "./secrets-bucket-interface";

/** How the objects of a bucket are encrypted. */
export interface ObjectEncryption {
  readonly key: IEncryptionKey;
  readonly bucketKeyEnabled: boolean;
  /** The bucket's. @default - the target's Region */
  readonly region?: string;
}

/** What owned and imported buckets have in common: their names and the grants to readers. */
export abstract class ReadableBucket extends Construct implements ISecretsBucket {
  public readonly bucketName: string;
  public readonly bucketArn: string;
  public abstract readonly dependables: readonly ITerraformDependable[];
  protected abstract readonly encryption: ObjectEncryption | undefined;

  protected constructor(scope: Construct, id: string, bucketName: string) {
    super(scope, id);
    bucketNameRule.enforce(this, "bucketName", bucketName);
    this.bucketName = bucketName;
    // The ARN of a bucket has neither Region nor account.
    const parts = { service: "s3", region: "", account: "", resource: bucketName };
    this.bucketArn = AwsTarget.of(this).arn(parts);
  }

  public grantRead(grantee: IGrantee, prefix: string): void {
    objectPrefix.enforce(this, "prefix", prefix);
    this.grantReadObject(grantee, `${prefix}*`);
  }

  public grantReadEnvironmentFile(grantee: IGrantee, key: string): void {
    environmentFileKey.enforce(this, "key", key);
    this.grantReadFile(grantee, key);
  }

  public grantReadFile(grantee: IGrantee, key: string): void {
    objectKey.enforce(this, "key", key);
    this.grantReadObject(grantee, key);
    // ECS asks where the bucket is before it fetches.
    grantee.addToPolicy("read-secrets", {
      actions: ["s3:GetBucketLocation"],
      resources: [this.bucketArn],
    });
  }

  /** Takes in whoever is granted to read. */
  protected abstract admit(grantee: IGrantee): void;

  /** @param key may end in `*` */
  private grantReadObject(grantee: IGrantee, key: string): void {
    this.admit(grantee);
    const objectArn = `${this.bucketArn}/${key}`;
    grantee.addToPolicy("read-secrets", { actions: ["s3:GetObject"], resources: [objectArn] });
    this.encryption?.key.grantDecrypt(grantee, {
      service: "s3",
      region: this.encryption.region,
      contextKey: "aws:s3:arn",
      // With a bucket key S3 names the bucket, not the object.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
      contextValue: this.encryption.bucketKeyEnabled ? this.bucketArn : objectArn,
    });
  }
}

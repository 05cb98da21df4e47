import { AwsTarget, type IGrantee } from "../core";
import type { IEncryptionKey } from "../kms";
import type { ISecretsBucket } from "./secrets-bucket-interface";

/** How the objects of a bucket are encrypted. */
export interface ObjectEncryption {
  readonly key: IEncryptionKey;
  readonly bucketKeyEnabled: boolean;
  /** The bucket's. @default - the target's Region */
  readonly region?: string;
}

/** Lets `grantee` read and decrypt `key`, which may end in `*`. */
export function grantReadObject(
  bucket: ISecretsBucket,
  grantee: IGrantee,
  key: string,
  encryption: ObjectEncryption | undefined,
): void {
  const objectArn = `${bucket.bucketArn}/${key}`;
  grantee.addToPolicy("read-secrets", { actions: ["s3:GetObject"], resources: [objectArn] });
  encryption?.key.grantDecrypt(grantee, {
    service: "s3",
    region: encryption.region,
    contextKey: "aws:s3:arn",
    // With a bucket key S3 names the bucket, not the object.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-changes
    contextValue: encryption.bucketKeyEnabled ? bucket.bucketArn : objectArn,
  });
}

/** What ECS needs of the bucket itself before it fetches an environment file. */
export function grantBucketLocation(bucket: ISecretsBucket, grantee: IGrantee): void {
  grantee.addToPolicy("read-secrets", {
    actions: ["s3:GetBucketLocation"],
    resources: [bucket.bucketArn],
  });
}

/** The ARN of a bucket; it has neither Region nor account. */
export function bucketArn(scope: ISecretsBucket, bucketName: string): string {
  return AwsTarget.of(scope).arn({ service: "s3", region: "", account: "", resource: bucketName });
}

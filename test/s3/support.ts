import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket, type SecretsBucketProps } from "cdktf-ecs-secrets/s3";

export const BUCKET = "example-orders-secrets";
export const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
export const KEY_ARN =
  "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

/** A bucket with the id `bucket`, encrypted with the key {@link KEY_ARN}. */
export function bucketIn(
  stack: TerraformStack,
  props: Partial<SecretsBucketProps> = {},
): SecretsBucket {
  const encryptionKey = props.encryptionKey ?? EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);
  return new SecretsBucket(stack, "bucket", { bucketName: BUCKET, ...props, encryptionKey });
}

import { PolicyDocument, type PolicyStatement } from "../core";

/**
 * What the bucket refuses to everybody, whatever their own policies say: plain HTTP, old TLS, and objects encrypted with
 * anything but its key.
 *
 * Where the request names no encryption the bucket's default applies, so only a wrong one is refused.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
export function bucketPolicy(bucketArn: string, keyArn: string): PolicyDocument {
  const everything = [bucketArn, `${bucketArn}/*`];
  const objects = [`${bucketArn}/*`];
  return new PolicyDocument([
    deny("DenyPlainHttp", ["s3:*"], everything, { Bool: { "aws:SecureTransport": ["false"] } }),
    deny("DenyOldTls", ["s3:*"], everything, { NumericLessThan: { "s3:TlsVersion": ["1.2"] } }),
    deny("DenyOtherEncryption", ["s3:PutObject"], objects, {
      StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption": ["aws:kms"] },
    }),
    deny("DenyOtherKey", ["s3:PutObject"], objects, {
      StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption-aws-kms-key-id": [keyArn] },
    }),
  ]);
}

function deny(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: PolicyStatement["conditions"],
): PolicyStatement {
  return { sid, effect: "Deny", principals: { AWS: ["*"] }, actions, resources, conditions };
}

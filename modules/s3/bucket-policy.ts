import { PolicyDocument, type PolicyStatement } from "../core";
import { denyAllBut } from "../iam";

// What these say of a request without the header is written out with `Null`: a negated operator holds without it, and so
// does its `IfExists`.
const SSE = "s3:x-amz-server-side-encryption";
const KEY_ID = `${SSE}-aws-kms-key-id`;

/**
 * What the bucket refuses to everybody, whatever their own policies say: plain HTTP, old TLS, and objects encrypted with
 * anything but its key.
 *
 * Where the request names no encryption the bucket's default applies, so only a wrong one is refused.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 */
export function bucketPolicy(bucketArn: string, keyArn: string): PolicyDocument {
  const everything = [bucketArn, `${bucketArn}/*`];
  const objects = [`${bucketArn}/*`];
  return new PolicyDocument([
    deny("DenyPlainHttp", ["s3:*"], everything, { Bool: { "aws:SecureTransport": ["false"] } }),
    deny("DenyOldTls", ["s3:*"], everything, { NumericLessThan: { "s3:TlsVersion": ["1.2"] } }),
    deny("DenyOtherEncryption", ["s3:PutObject"], objects, {
      Null: { [SSE]: ["false"] },
      StringNotEquals: { [SSE]: ["aws:kms"] },
    }),
    deny("DenyOtherKey", ["s3:PutObject"], objects, {
      Null: { [KEY_ID]: ["false"] },
      StringNotEquals: { [KEY_ID]: [keyArn] },
    }),
    // Asked for KMS without a key, S3 takes the AWS managed one and not the bucket's default.
    deny("DenyKeyLeftOut", ["s3:PutObject"], objects, {
      Null: { [KEY_ID]: ["true"] },
      StringEquals: { [SSE]: ["aws:kms"] },
    }),
    // A key of the uploader's own (SSE-C) comes without the header that the others look at.
    deny("DenyUploadersKey", ["s3:PutObject"], objects, {
      Null: { [`${SSE}-customer-algorithm`]: ["false"] },
    }),
  ]);
}

/**
 * What keeps everybody but `principalArns` from the objects, in each of their versions.
 *
 * S3 replicates under a role of the account, whose session is no call of a service.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export function restriction(bucketArn: string, principalArns: readonly string[]): PolicyStatement {
  const actions = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectVersionForReplication"];
  return denyAllBut(principalArns, { actions, resources: [`${bucketArn}/*`] });
}

function deny(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: PolicyStatement["conditions"],
): PolicyStatement {
  return { sid, effect: "Deny", principals: { AWS: ["*"] }, actions, resources, conditions };
}

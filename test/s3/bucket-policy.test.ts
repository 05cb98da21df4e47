import type { TerraformStack } from "cdktf";
import { decide, parsePolicy, type Decision } from "../../cli/src/policy";
import { ACCOUNT, synth, testStack } from "../support/synth";
import { BUCKET_ARN, bucketIn, KEY_ARN } from "./support";

const SSE = "s3:x-amz-server-side-encryption";
const KEY_ID = `${SSE}-aws-kms-key-id`;
const OTHER_KEY = KEY_ARN.replace("11111111", "99999999");
const TLS = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };

function bucketStack(): TerraformStack {
  const stack = testStack();
  bucketIn(stack);
  return stack;
}

/** What S3 answers an administrator, whom the bucket's policy alone can stop. */
function answer(
  context: Readonly<Record<string, string>>,
  action = "s3:PutObject",
  resource = `${BUCKET_ARN}/web/tls.key`,
): Decision {
  const { policy } = synth(bucketStack()).only("aws_s3_bucket_policy");
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  return decide(
    {
      principal: { arn: `arn:aws:iam::${ACCOUNT}:role/administrator` },
      action,
      resource,
      context: { ...TLS, ...context },
    },
    {
      identity: [parsePolicy({ Version: "2012-10-17", Statement: [everything] })],
      resource: parsePolicy(String(policy)),
      sameAccount: true,
    },
  );
}

describe("the bucket's policy", () => {
  it("lets an upload without any encryption header pass: the bucket's default encrypts it", () => {
    expect(answer({}).outcome).toBe("allowed");
  });

  it("lets an upload pass that names KMS and the bucket's key", () => {
    expect(answer({ [SSE]: "aws:kms", [KEY_ID]: KEY_ARN }).outcome).toBe("allowed");
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["plain HTTP", { "aws:SecureTransport": "false" }, "DenyPlainHttp"],
    ["TLS 1.0", { "s3:TlsVersion": "1.0" }, "DenyOldTls"],
    ["TLS 1.1", { "s3:TlsVersion": "1.1" }, "DenyOldTls"],
    ["S3's own keys", { [SSE]: "AES256" }, "DenyOtherEncryption"],
    ["dual-layer encryption", { [SSE]: "aws:kms:dsse", [KEY_ID]: KEY_ARN }, "DenyOtherEncryption"],
    ["another key", { [SSE]: "aws:kms", [KEY_ID]: OTHER_KEY }, "DenyOtherKey"],
    ["KMS without a key, which is AWS's own", { [SSE]: "aws:kms" }, "DenyKeyLeftOut"],
    [
      "a key that the uploader keeps",
      { [`${SSE}-customer-algorithm`]: "AES256" },
      "DenyUploadersKey",
    ],
  ])("refuses an upload with %s", (_what, context, sid) => {
    const { outcome, reason } = answer(context);
    expect(outcome).toBe("denied");
    expect(reason).toContain(`"${sid}"`);
  });

  it.each([
    ["s3:GetObject", `${BUCKET_ARN}/web/tls.key`],
    ["s3:ListBucket", BUCKET_ARN],
    ["s3:DeleteObject", `${BUCKET_ARN}/web/tls.key`],
  ])("refuses %s over plain HTTP and old TLS, and nothing else of it", (action, resource) => {
    const plain = answer({ "aws:SecureTransport": "false" }, action, resource);
    const old = answer({ "s3:TlsVersion": "1.1" }, action, resource);
    const current = answer({ "s3:TlsVersion": "1.2" }, action, resource);
    expect([plain, old, current].map(({ outcome }) => outcome)).toEqual([
      "denied",
      "denied",
      "allowed",
    ]);
  });

  it("allows nobody anything", () => {
    const { policy } = synth(bucketStack()).only("aws_s3_bucket_policy");
    const { statements } = parsePolicy(String(policy));
    expect(statements.map(({ effect }) => effect)).toEqual(Array(6).fill("Deny"));
  });
});

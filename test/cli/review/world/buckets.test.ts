import { bucketsOf } from "../../../../cli/src/review/world/buckets";
import { show } from "../../../../cli/src/review/world/place";
import { allow, KEY_ARN, policy, same } from "../access/made-world";
import { after, made } from "./made-side";

const OPEN = policy([allow("secretsmanager:GetSecretValue", "*", { Principal: "*" })]);

describe("buckets", () => {
  const bucket = same("aws_s3_bucket", "files", { bucket: "files", arn: "arn:aws:s3:::files" });

  it("are what resources of their own make of them", () => {
    const byDefault = [{ sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN }];
    const rule = [{ apply_server_side_encryption_by_default: byDefault, bucket_key_enabled: true }];
    const [found] = bucketsOf(
      after([
        bucket,
        same("aws_s3_bucket_policy", "files", { bucket: "files", policy: OPEN }),
        same("aws_s3_bucket_acl", "files", { bucket: "files", acl: "public-read" }),
        same("aws_s3_bucket_public_access_block", "files", {
          bucket: "files",
          restrict_public_buckets: true,
        }),
        same("aws_s3_bucket_server_side_encryption_configuration", "files", {
          bucket: "files",
          rule,
        }),
      ]),
    );
    expect(found).toMatchObject({
      name: "files",
      acl: "public-read",
      blocks: { policy: true, acl: false },
      keyId: KEY_ARN,
      bucketKey: true,
      policy: { name: "aws_s3_bucket_policy.files" },
    });
  });

  it("alone have neither policy nor key, and block nothing", () => {
    const [found] = bucketsOf(after([bucket]));
    expect(found).toMatchObject({ blocks: { policy: false, acl: false }, bucketKey: false });
    expect(found).not.toHaveProperty("keyId");
    expect(found).not.toHaveProperty("policy");
  });

  it("are encrypted with the key that the configuration names, where the plan does not know it yet", () => {
    const rule = [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms" }] }];
    const [found] = bucketsOf(
      after([
        bucket,
        made("aws_kms_key.files", {}, { arn: true, key_id: true }),
        made(
          "aws_s3_bucket_server_side_encryption_configuration.files",
          { bucket: "files", rule },
          { rule: [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: true }] }] },
          { rule: [{ references: ["aws_kms_key.files.arn", "aws_kms_key.files"] }] },
        ),
      ]),
    );
    expect(show(found?.keyId ?? "")).toBe("aws_kms_key.files");
  });

  it("have what names them by the id, also where only the apply tells the end of the name", () => {
    const references = (...all: string[]): object => ({ references: all });
    const bucket = made(
      "aws_s3_bucket.new",
      {},
      { bucket: true, id: true, arn: true },
      { bucket: references("random_id.end.hex", "random_id.end") },
    );
    const set = made(
      "aws_s3_bucket_policy.new",
      { policy: OPEN },
      { bucket: true },
      { bucket: references("aws_s3_bucket.new.id", "aws_s3_bucket.new") },
    );
    const end = made("random_id.end", {}, { hex: true });
    expect(bucketsOf(after([end, bucket, set]))[0]?.policy?.name).toBe("aws_s3_bucket_policy.new");
  });
});

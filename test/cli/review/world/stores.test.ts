import { show } from "../../../../cli/src/review/world/place";
import { bucketsOf, secretsOf } from "../../../../cli/src/review/world/stores";
import { allow, KEY_ARN, parameter, policy, same, secret, secretArn } from "../access/made-world";
import type { MadeChange } from "../fixtures/made-plan";
import { after, made } from "./made-side";

const OPEN = policy([allow("secretsmanager:GetSecretValue", "*", { Principal: "*" })]);

describe("secrets and parameters", () => {
  it("have the policy of a resource of its own before the one in themselves", () => {
    const [found] = secretsOf(
      after([
        secret("db", { policy: policy([]) }),
        same("aws_secretsmanager_secret_policy", "db", {
          secret_arn: secretArn("db"),
          policy: OPEN,
        }),
      ]),
    );
    expect(found).toMatchObject({ title: "secret db", store: "secretsmanager", plainText: false });
    expect(found?.policy?.name).toBe("aws_secretsmanager_secret_policy.db");
  });

  it.each([
    ["a customer's key", KEY_ARN, KEY_ARN],
    ["an alias", "alias/orders", "alias/orders"],
    ["AWS's own key", "alias/aws/secretsmanager", undefined],
    ["none", "", undefined],
  ])("are encrypted with %s", (_what, kms_key_id, keyId) => {
    expect(secretsOf(after([secret("db", { kms_key_id })]))[0]?.keyId).toBe(keyId);
  });

  it("are plain text where a parameter is not a SecureString, and have then no key", () => {
    const [secure, plain] = secretsOf(
      after([
        parameter("/a", { key_id: KEY_ARN }),
        parameter("/b", { type: "String", key_id: KEY_ARN }),
      ]),
    );
    expect(secure).toMatchObject({ title: "parameter /a", plainText: false, keyId: KEY_ARN });
    expect(plain).toMatchObject({ title: "parameter /b", plainText: true });
    expect(plain).not.toHaveProperty("keyId");
  });

  it("are there once when a data source reads what the plan holds, too", () => {
    const data = (name: string): MadeChange => ({
      ...secret(name),
      address: `data.aws_secretsmanager_secret.${name}`,
      entry: { mode: "data" },
    });
    const titles = secretsOf(after([secret("db"), data("db"), data("vendor")])).map(
      ({ title }) => title,
    );
    expect(titles).toEqual(["secret db", "secret vendor"]);
  });

  it("have a stand-in for the ARN that only the apply tells", () => {
    const side = after([
      made("aws_secretsmanager_secret.db", { name: "orders/db" }, { arn: true }),
    ]);
    expect(secretsOf(side)[0]?.arn).toBe(
      "arn:aws:secretsmanager:us-east-1:000000000000:secret:orders/db-UNKNWN",
    );
  });
});

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
});

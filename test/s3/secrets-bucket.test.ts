import { TerraformVariable } from "cdktf";
import { ModuleDefaults } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket, type SecretsBucketProps } from "cdktf-ecs-secrets/s3";
import { rendered, synth, testStack } from "../support/synth";
import { BUCKET, BUCKET_ARN, bucketIn, KEY_ARN } from "./support";

const NAME_RULE =
  "must be 3 to 63 of `a-z`, `0-9`, `.` and `-`, beginning and ending in a letter or digit, no address, without `..` and without a reserved prefix or suffix";

describe("SecretsBucket", () => {
  it("is encrypted, versioned, closed to the public and without ACLs by default", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const bucket = bucketIn(stack);
    // THEN
    const { only, resources } = synth(stack);
    const id = `\${aws_s3_bucket.${Object.keys(resources("aws_s3_bucket"))[0]}.id}`;
    expect(only("aws_s3_bucket")).toEqual({
      bucket: BUCKET,
      lifecycle: { create_before_destroy: true, prevent_destroy: false },
    });
    expect(only("aws_s3_bucket_versioning")).toEqual({
      bucket: id,
      lifecycle: { create_before_destroy: true },
      versioning_configuration: { status: "Enabled" },
    });
    expect(only("aws_s3_bucket_server_side_encryption_configuration")).toEqual({
      bucket: id,
      lifecycle: { create_before_destroy: true },
      rule: [
        {
          apply_server_side_encryption_by_default: {
            kms_master_key_id: KEY_ARN,
            sse_algorithm: "aws:kms",
          },
          bucket_key_enabled: true,
        },
      ],
    });
    expect(only("aws_s3_bucket_public_access_block")).toEqual({
      bucket: id,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
      lifecycle: { create_before_destroy: true },
    });
    expect(only("aws_s3_bucket_ownership_controls")).toMatchObject({
      bucket: id,
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(only("aws_s3_bucket_policy")).toMatchObject({ bucket: id });
    expect(resources("aws_s3_bucket_logging")).toEqual({});
    expect(bucket.bucketArn).toBe(BUCKET_ARN);
  });

  it("drops what an upload left behind, and superseded versions after 90 days", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    bucketIn(stack);
    // THEN
    expect(synth(stack).only("aws_s3_bucket_lifecycle_configuration")["rule"]).toEqual([
      {
        id: "expire-superseded-versions",
        status: "Enabled",
        filter: [{ prefix: "" }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        noncurrent_version_expiration: [{ noncurrent_days: 90 }],
      },
    ]);
  });

  it("changes the bucket's access one step after the other, as S3 demands", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    bucketIn(stack);
    // THEN
    const { only, resources } = synth(stack);
    const address = (type: string): string => `${type}.${Object.keys(resources(type))[0]}`;
    expect(only("aws_s3_bucket_policy")["depends_on"]).toEqual([
      address("aws_s3_bucket_public_access_block"),
    ]);
    expect(only("aws_s3_bucket_ownership_controls")["depends_on"]).toEqual([
      address("aws_s3_bucket_policy"),
    ]);
    expect(only("aws_s3_bucket_lifecycle_configuration")["depends_on"]).toEqual([
      address("aws_s3_bucket_versioning"),
    ]);
  });

  it.each([undefined, false])("logs no access and tells no event, by %s", (eventBridgeEnabled) => {
    // GIVEN
    const stack = testStack();
    // WHEN
    bucketIn(stack, { eventBridgeEnabled });
    // THEN
    const { resources } = synth(stack);
    expect(resources("aws_s3_bucket_logging")).toEqual({});
    expect(resources("aws_s3_bucket_notification")).toEqual({});
  });

  it("takes every prop", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    bucketIn(stack, {
      accessLogs: { bucketName: "example-logs", prefix: "orders/" },
      eventBridgeEnabled: true,
      noncurrentVersionDays: 7,
      deletionProtection: true,
      tags: { application: "orders" },
    });
    // THEN
    const { only } = synth(stack);
    expect(only("aws_s3_bucket")).toMatchObject({
      lifecycle: { prevent_destroy: true },
      tags: { application: "orders" },
    });
    expect(only("aws_s3_bucket_logging")).toMatchObject({
      target_bucket: "example-logs",
      target_prefix: "orders/",
    });
    expect(only("aws_s3_bucket_notification")).toEqual({
      bucket: only("aws_s3_bucket_logging")["bucket"],
      eventbridge: true,
      lifecycle: { create_before_destroy: true },
    });
    expect(only("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
      rule: [{ noncurrent_version_expiration: [{ noncurrent_days: 7 }] }],
    });
  });

  it.each([
    [true, undefined, true],
    [true, false, false],
    [false, true, true],
  ])(
    "is protected where the environment says %s and the prop %s: %s",
    (environment, prop, expected) => {
      // GIVEN
      const stack = testStack();
      ModuleDefaults.set(stack, { deletionProtection: environment });
      // WHEN
      bucketIn(stack, { deletionProtection: prop });
      // THEN
      expect(synth(stack).only("aws_s3_bucket")["lifecycle"]).toEqual({
        create_before_destroy: true,
        prevent_destroy: expected,
      });
    },
  );

  it("takes an owned key and a name that only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const bucketName = new TerraformVariable(stack, "bucket-name", { type: "string" }).stringValue;
    // WHEN
    const encryptionKey = new EncryptionKey(stack, "own");
    const bucket = bucketIn(stack, { bucketName, encryptionKey });
    // THEN
    expect(rendered(stack, bucket.bucketArn)).toBe("arn:aws:s3:::${var.bucket-name}");
    const { only, resources } = synth(stack);
    const keyArn = `\${aws_kms_key.${Object.keys(resources("aws_kms_key"))[0]}.arn}`;
    expect(only("aws_s3_bucket")["bucket"]).toBe('${join("", [var.bucket-name])}');
    expect(only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { kms_master_key_id: keyArn } }],
    });
    expect(only("aws_s3_bucket_policy")["policy"]).toContain(keyArn);
  });

  it.each<[Partial<SecretsBucketProps>, string]>([
    [
      { bucketName: "My_Bucket" },
      `\`bucketName\` ${NAME_RULE}, got "My_Bucket". Use a name such as example-orders-dev-secrets; names are unique in all of AWS. [s3-bucket-name]`,
    ],
    [
      { accessLogs: { bucketName: "s3://logs", prefix: "" } },
      `\`accessLogs.bucketName\` ${NAME_RULE}, got "s3://logs". Use a name such as example-orders-dev-secrets; names are unique in all of AWS. [s3-bucket-name]`,
    ],
    [
      { accessLogs: { bucketName: BUCKET, prefix: "logs/" } },
      `\`accessLogs.bucketName\` must be another bucket, got "${BUCKET}". A bucket that logs into itself logs its logs for ever. [s3-access-logs-target]`,
    ],
    [
      { noncurrentVersionDays: 0 },
      "`noncurrentVersionDays` must be a whole number of at least 1, got 0. 90 is the default. [s3-noncurrent-days]",
    ],
  ])("refuses %j", (props, message) => {
    expect(() => bucketIn(testStack(), props)).toThrow(new Error(`test/bucket: ${message}`));
  });
});

describe("a name of the account-regional namespace", () => {
  const bucketName = "orders-123456789012-eu-central-1-an";

  it("is refused for a bucket that is made", () => {
    expect(() => bucketIn(testStack(), { bucketName })).toThrow(
      new Error(
        `test/bucket: \`bucketName\` must not end in \`-an\`: such names belong to the account-regional namespace, got "${bucketName}". Rename it, or make it by other means and import it with SecretsBucket.fromBucketAttributes(). [s3-bucket-namespace]`,
      ),
    );
  });

  it("is taken for one that exists, or that only Terraform knows", () => {
    const stack = testStack();
    expect(SecretsBucket.fromBucketAttributes(stack, "own", { bucketName })).toMatchObject({
      bucketArn: `arn:aws:s3:::${bucketName}`,
    });
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    expect(() => bucketIn(stack, { bucketName: name })).not.toThrow();
  });
});

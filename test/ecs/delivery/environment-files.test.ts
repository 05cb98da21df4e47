import { TerraformVariable } from "cdktf";
import { SecretsBucket, type ISecretsBucket } from "cdktf-ecs-secrets/s3";
import { judged } from "../../support/judge";
import { bucketIn, BUCKET, BUCKET_ARN, KEY_ARN } from "../../s3/support";
import { synth, testStack } from "../../support/synth";
import { containerOf, image, serviceIn } from "../support/fixtures";

const files = (bucket: ISecretsBucket, count: number, start = 0) =>
  Array.from({ length: count }, (_, index) => ({ bucket, key: `web/${start + index}.env` }));

describe("environmentFiles", () => {
  it("are absent by default", () => {
    const stack = testStack();
    serviceIn(stack);
    expect(containerOf(stack)).not.toHaveProperty("environmentFiles");
  });

  it("name their objects in the order given: of two files that set a variable, the first one wins", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    const keys = ["web/override.env", "common.env"];
    serviceIn(stack, {}, { environmentFiles: keys.map((key) => ({ bucket, key })) });
    // THEN
    expect(containerOf(stack)["environmentFiles"]).toEqual([
      { type: "s3", value: `${BUCKET_ARN}/web/override.env` },
      { type: "s3", value: `${BUCKET_ARN}/common.env` },
    ]);
  });

  it("are read by the execution role: that object, the bucket's location, decryption; not by the task role", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    const service = serviceIn(
      stack,
      {},
      { environmentFiles: [{ bucket, key: "web/settings.env" }] },
    );
    // THEN
    const { executionRole, taskRole } = service;
    const get = (key: string) => ({ action: "s3:GetObject", resource: `${BUCKET_ARN}/${key}` });
    const locate = { action: "s3:GetBucketLocation", resource: BUCKET_ARN };
    const decrypt = {
      action: "kms:Decrypt",
      resource: KEY_ARN,
      context: {
        "kms:ViaService": "s3.eu-central-1.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": BUCKET_ARN,
      },
    };
    for (const call of [get("web/settings.env"), locate, decrypt]) {
      expect([call, judged(stack, executionRole, call)]).toEqual([call, "allowed"]);
      expect([call, judged(stack, taskRole, call)]).toEqual([call, "denied"]);
    }
    for (const call of [
      get("web/other.env"),
      get("settings.env"),
      { action: "s3:ListBucket", resource: BUCKET_ARN },
    ]) {
      expect([call, judged(stack, executionRole, call)]).toEqual([call, "denied"]);
    }
  });

  it("make the service wait for the bucket's encryption and policy", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    serviceIn(stack, {}, { environmentFiles: [{ bucket, key: "web/settings.env" }] });
    // THEN
    const { depends_on } = synth(stack).only("aws_ecs_service");
    for (const type of ["policy", "server_side_encryption_configuration", "versioning"]) {
      expect(depends_on).toContainEqual(expect.stringMatching(`^aws_s3_bucket_${type}\\.`));
    }
  });

  it("may lie in a bucket made elsewhere, and in one whose name only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const bucketName = new TerraformVariable(stack, "bucket-name", { type: "string" }).stringValue;
    const named = SecretsBucket.fromBucketAttributes(stack, "named", { bucketName: BUCKET });
    const unknown = SecretsBucket.fromBucketAttributes(stack, "unknown", { bucketName });
    // WHEN
    serviceIn(
      stack,
      {},
      {
        environmentFiles: [
          { bucket: named, key: "a.env" },
          { bucket: unknown, key: "b.env" },
        ],
      },
    );
    // THEN
    const [first, second] = containerOf(stack)["environmentFiles"] as { value: string }[];
    expect(first?.value).toBe(`${BUCKET_ARN}/a.env`);
    const [, local = ""] = /^\$\{local\.([\w-]+)\}$/.exec(second?.value ?? "") ?? [];
    expect(synth(stack).locals[local]).toContain('"arn:aws:s3:::", var.bucket-name, "/b.env"');
  });

  it("are at most 10 in a task, those of all containers together", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    const service = serviceIn(stack, {}, { environmentFiles: files(bucket, 6) });
    // WHEN
    service.addContainer("helper", { image, environmentFiles: files(bucket, 4, 6) });
    const adding = () =>
      service.addContainer("more", { image, environmentFiles: files(bucket, 1, 10) });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/web/task: `environmentFiles` must hold at most 10 files in all containers together, got 11. Put several together. [ecs-environment-file-count]",
      ),
    );
  });

  it("must be .env files", () => {
    const stack = testStack();
    const bucket = bucketIn(stack);
    expect(() =>
      serviceIn(stack, {}, { environmentFiles: [{ bucket, key: "settings.txt" }] }),
    ).toThrow(
      new Error(
        "test/bucket: `key` must be the key of an object that ends in `.env`, not beginning with `/`, without `*`, `?`, `$` and without `..` as a folder, which the agent refuses, " +
          'got "settings.txt". Write it like web/settings.env. [ecs-environment-file]',
      ),
    );
  });
});

import { TaskExecutionRole, TaskRole, type IRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket, type ISecretsBucket } from "cdktf-ecs-secrets/s3";
import type { TerraformStack } from "cdktf";
import { judged } from "../support/judge";
import { statementsAfter } from "../support/grants";
import { testStack } from "../support/synth";
import { BUCKET, BUCKET_ARN, bucketIn, KEY_ARN } from "./support";

const OTHER_BUCKET = "arn:aws:s3:::example-other";

function decrypt(
  context: string = BUCKET_ARN,
  via = "s3.eu-central-1.amazonaws.com",
  resource = KEY_ARN,
) {
  return {
    action: "kms:Decrypt",
    resource,
    context: { "kms:ViaService": via, "kms:EncryptionContext:aws:s3:arn": context },
  };
}

interface Roles {
  readonly stack: TerraformStack;
  readonly bucket: ISecretsBucket;
  readonly taskRole: IRole;
  readonly executionRole: IRole;
}

function roles(make: (stack: TerraformStack) => ISecretsBucket = bucketIn): Roles {
  const stack = testStack();
  return {
    stack,
    bucket: make(stack),
    taskRole: new TaskRole(stack, "task-role"),
    executionRole: new TaskExecutionRole(stack, "execution-role"),
  };
}

describe("grantRead", () => {
  it("lets the task role read and decrypt exactly what is below the prefix", () => {
    // GIVEN
    const { stack, bucket, taskRole } = roles();
    // WHEN
    bucket.grantRead(taskRole, "web/");
    // THEN
    const get = (key: string) =>
      judged(stack, taskRole, { action: "s3:GetObject", resource: `${BUCKET_ARN}/${key}` });
    expect(get("web/tls.key")).toBe("allowed");
    expect(get("web/certificates/ca.pem")).toBe("allowed");
    expect(get("web-admin/tls.key")).toBe("denied");
    expect(get("web")).toBe("denied");
    expect(get("tls.key")).toBe("denied");
    expect(get("admin/web/tls.key")).toBe("denied");
    expect(judged(stack, taskRole, decrypt())).toBe("allowed");
  });

  it("lets it do nothing else: no other action, bucket, service or encryption context", () => {
    // GIVEN
    const { stack, bucket, taskRole } = roles();
    // WHEN
    bucket.grantRead(taskRole, "web/");
    // THEN
    for (const call of [
      { action: "s3:PutObject", resource: `${BUCKET_ARN}/web/tls.key` },
      { action: "s3:DeleteObject", resource: `${BUCKET_ARN}/web/tls.key` },
      { action: "s3:GetObjectVersion", resource: `${BUCKET_ARN}/web/tls.key` },
      { action: "s3:ListBucket", resource: BUCKET_ARN },
      { action: "s3:GetBucketLocation", resource: BUCKET_ARN },
      { action: "s3:GetObject", resource: `${OTHER_BUCKET}/web/tls.key` },
      decrypt(OTHER_BUCKET),
      decrypt(BUCKET_ARN, "secretsmanager.eu-central-1.amazonaws.com"),
      { action: "kms:Decrypt", resource: KEY_ARN },
      { ...decrypt(), action: "kms:Encrypt" },
    ]) {
      expect([call, judged(stack, taskRole, call)]).toEqual([call, "denied"]);
    }
  });

  it("leaves the execution role without any access", () => {
    // GIVEN
    const { stack, bucket, taskRole, executionRole } = roles();
    // WHEN
    bucket.grantRead(taskRole, "web/");
    // THEN
    const read = { action: "s3:GetObject", resource: `${BUCKET_ARN}/web/tls.key` };
    expect(judged(stack, executionRole, read)).toBe("denied");
    expect(judged(stack, executionRole, decrypt())).toBe("denied");
  });

  it("puts several prefixes into one statement, sorted", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    const granted = statementsAfter(stack, (role) => {
      bucket.grantRead(role, "web/");
      bucket.grantRead(role, "shared/");
    });
    // THEN
    expect(granted["read-secrets"]).toEqual([
      {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: [`${BUCKET_ARN}/shared/*`, `${BUCKET_ARN}/web/*`],
      },
    ]);
  });

  it.each(["web", "", "/", "*/"])("refuses the prefix %j", (prefix) => {
    const { bucket, taskRole } = roles();
    expect(() => bucket.grantRead(taskRole, prefix)).toThrow(
      new Error(
        "test/bucket: `prefix` must be a folder: not beginning with `/`, ending in `/`, without `*`, `?` and `$`, " +
          `got ${JSON.stringify(prefix)}. Write it like web/. [s3-object-prefix]`,
      ),
    );
  });
});

describe("grantReadEnvironmentFile", () => {
  it("lets the execution role read that object and learn where the bucket is, and nothing else", () => {
    // GIVEN
    const { stack, bucket, executionRole } = roles();
    // WHEN
    bucket.grantReadEnvironmentFile(executionRole, "web/settings.env");
    // THEN
    const outcome = (action: string, resource: string) =>
      judged(stack, executionRole, { action, resource });
    expect(outcome("s3:GetObject", `${BUCKET_ARN}/web/settings.env`)).toBe("allowed");
    expect(outcome("s3:GetBucketLocation", BUCKET_ARN)).toBe("allowed");
    expect(judged(stack, executionRole, decrypt())).toBe("allowed");
    expect(outcome("s3:GetObject", `${BUCKET_ARN}/web/settings.env.bak`)).toBe("denied");
    expect(outcome("s3:GetObject", `${BUCKET_ARN}/web/tls.key`)).toBe("denied");
    expect(outcome("s3:ListBucket", BUCKET_ARN)).toBe("denied");
    expect(outcome("s3:GetBucketLocation", OTHER_BUCKET)).toBe("denied");
  });

  it("refuses what is no environment file", () => {
    const { bucket, executionRole } = roles();
    expect(() => bucket.grantReadEnvironmentFile(executionRole, "web/settings.txt")).toThrow(
      new Error(
        "test/bucket: `key` must be the key of an object that ends in `.env`, not beginning with `/`, without `*`, `?`, `$` and without `..` as a folder, which the agent refuses, " +
          'got "web/settings.txt". Write it like web/settings.env. [ecs-environment-file]',
      ),
    );
  });
});

describe("a bucket made elsewhere", () => {
  const imported =
    (attributes: Partial<Parameters<typeof SecretsBucket.fromBucketAttributes>[2]>) =>
    (stack: TerraformStack) =>
      SecretsBucket.fromBucketAttributes(stack, "bucket", { bucketName: BUCKET, ...attributes });

  it("is granted like an owned one, its key included", () => {
    // GIVEN
    const { stack, bucket, taskRole } = roles(imported({ encryptionKeyArn: KEY_ARN }));
    // WHEN
    bucket.grantRead(taskRole, "web/");
    // THEN
    const read = { action: "s3:GetObject", resource: `${BUCKET_ARN}/web/tls.key` };
    expect(judged(stack, taskRole, read)).toBe("allowed");
    expect(judged(stack, taskRole, decrypt())).toBe("allowed");
    expect(bucket.dependables).toEqual([]);
  });

  it("without a bucket key decrypts by object, as S3 then asks KMS", () => {
    // GIVEN
    const attributes = { encryptionKeyArn: KEY_ARN, bucketKeyEnabled: false };
    const { stack, bucket, taskRole } = roles(imported(attributes));
    // WHEN
    bucket.grantRead(taskRole, "web/");
    // THEN
    expect(judged(stack, taskRole, decrypt(`${BUCKET_ARN}/web/tls.key`))).toBe("allowed");
    expect(judged(stack, taskRole, decrypt(`${BUCKET_ARN}/admin/tls.key`))).toBe("denied");
    expect(judged(stack, taskRole, decrypt(BUCKET_ARN))).toBe("denied");
  });

  it("decrypts through the Region that it is in", () => {
    // GIVEN
    const encryptionKeyArn = KEY_ARN.replace("eu-central-1", "eu-west-1");
    const attributes = { encryptionKeyArn, region: "eu-west-1" };
    const { stack, bucket, taskRole } = roles(imported(attributes));
    // WHEN
    bucket.grantRead(taskRole, "web/");
    // THEN
    const via = "s3.eu-west-1.amazonaws.com";
    expect(judged(stack, taskRole, decrypt(BUCKET_ARN, via, encryptionKeyArn))).toBe("allowed");
    const here = decrypt(BUCKET_ARN, undefined, encryptionKeyArn);
    expect(judged(stack, taskRole, here)).toBe("denied");
  });

  it("is granted no key where S3's own keys encrypt", () => {
    // GIVEN
    const stack = testStack();
    const bucket = imported({})(stack);
    // WHEN
    const granted = statementsAfter(stack, (role) =>
      bucket.grantReadEnvironmentFile(role, "web/settings.env"),
    );
    // THEN
    expect(Object.keys(granted)).toEqual(["read-secrets"]);
  });

  it("refuses a wrong name and a wrong key", () => {
    expect(() => imported({ bucketName: "My_Bucket" })(testStack())).toThrow(
      "test/bucket: `bucketName` must be 3 to 63 of",
    );
    expect(() => imported({ encryptionKeyArn: "alias/orders" })(testStack())).toThrow(
      "test/bucket/encryption-key: `keyArn` must be the full ARN of a key",
    );
  });

  it("grants an owned key by its reference", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack, { encryptionKey: new EncryptionKey(stack, "own") });
    // WHEN
    const granted = statementsAfter(stack, (role) => bucket.grantRead(role, "web/"));
    // THEN
    expect(granted["decrypt-secrets"]?.[0]).toMatchObject({
      Action: "kms:Decrypt",
      Resource: expect.stringMatching(/^\$\{aws_kms_key\.own_key_\w+\.arn\}$/) as string,
    });
  });
});

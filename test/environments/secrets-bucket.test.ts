import { TaskRole, type IRole } from "cdktf-ecs-secrets/iam";
import type { TerraformStack } from "cdktf";
import { validateEnvironments, type Environment } from "../../environments";
import { judged } from "../support/judge";
import { synth } from "../support/synth";
import { environment, existing, stackOf } from "./support/environment";

const BUCKET = "example-orders-test-secrets";
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

function withBucket(parts: Partial<Environment> = {}): TerraformStack {
  return stackOf(environment({ secretsBucket: { name: BUCKET }, ...parts }));
}

function roleOf(stack: TerraformStack, id: string): IRole {
  return stack.node.findChild(id) as TaskRole;
}

const get = (key: string) => ({ action: "s3:GetObject", resource: `${BUCKET_ARN}/${key}` });

describe("the secrets bucket of an environment", () => {
  it("is absent by default, and with it the task role", () => {
    const { resources } = synth(stackOf(environment()));
    expect(resources("aws_s3_bucket")).toEqual({});
    expect(Object.values(resources("aws_iam_role")).map(({ name }) => name)).toEqual([
      "orders-test-execution",
    ]);
  });

  it("is read below web/ by the task role alone", () => {
    const stack = withBucket();
    const [taskRole, executionRole] = [roleOf(stack, "task-role"), roleOf(stack, "execution-role")];
    expect(judged(stack, taskRole, get("web/tls.key"))).toBe("allowed");
    expect(judged(stack, taskRole, get("web-admin/tls.key"))).toBe("denied");
    expect(judged(stack, taskRole, get("tls.key"))).toBe("denied");
    expect(judged(stack, executionRole, get("web/tls.key"))).toBe("denied");
  });

  it("is what the container is told, under a name that sounds like no secret", () => {
    const { only } = synth(withBucket());
    const task = only("aws_ecs_task_definition");
    const [web] = JSON.parse(String(task["container_definitions"])) as [
      { readonly environment: readonly { readonly name: string; readonly value: string }[] },
    ];
    expect(web.environment).toContainEqual({
      name: "FILES_LOCATION",
      value: `s3://${BUCKET}/web/`,
    });
    expect(task["task_role_arn"]).toMatch(/^\$\{aws_iam_role\.task-role_/);
  });

  it("serves an environment without a service by the ARN of its role", () => {
    const stack = withBucket({ service: undefined });
    expect(synth(stack).outputs["task_role_arn"]?.["value"]).toMatch(
      /^\$\{aws_iam_role\.task-role_\w+\.arn\}$/,
    );
    expect(judged(stack, roleOf(stack, "task-role"), get("web/tls.key"))).toBe("allowed");
  });

  it("is encrypted with the environment's key, and protected like the rest of it", () => {
    const { only, resources } = synth(withBucket({ deletionProtection: true }));
    const keyArn = `\${aws_kms_key.${Object.keys(resources("aws_kms_key"))[0]}.arn}`;
    expect(only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { kms_master_key_id: keyArn } }],
    });
    expect(only("aws_s3_bucket")["lifecycle"]).toEqual({
      create_before_destroy: true,
      prevent_destroy: true,
    });
  });

  it("exists in production, with access logs and events", () => {
    const { only } = synth(stackOf(existing("production")));
    expect(only("aws_s3_bucket")["bucket"]).toBe("example-orders-production-secrets");
    expect(only("aws_s3_bucket_logging")["target_bucket"]).toBe("example-access-logs");
    expect(only("aws_s3_bucket_notification")["eventbridge"]).toBe(true);
  });

  it("is checked with the rest of the data", () => {
    const accessLogs = (bucketName: string) => ({ bucketName, prefix: "" });
    const checking = () =>
      validateEnvironments([
        environment({ secretsBucket: { name: "My_Bucket", accessLogs: accessLogs("s3://logs") } }),
        environment({
          name: "other",
          secretsBucket: { name: BUCKET, accessLogs: accessLogs(BUCKET) },
        }),
      ]);
    const name =
      "must be 3 to 63 of `a-z`, `0-9`, `.` and `-`, beginning and ending in a letter or digit, no address, without `..` and without a reserved prefix or suffix";
    const remedy =
      "Use a name such as example-orders-dev-secrets; names are unique in all of AWS. [s3-bucket-name]";
    expect(checking).toThrow(
      new Error(
        [
          `environment test: \`secretsBucket.name\` ${name}, got "My_Bucket". ${remedy}`,
          `environment test: \`secretsBucket.accessLogs.bucketName\` ${name}, got "s3://logs". ${remedy}`,
          `environment other: \`secretsBucket.accessLogs.bucketName\` must be another bucket, got "${BUCKET}". A bucket that logs into itself logs its logs for ever. [s3-access-logs-target]`,
        ].join("\n"),
      ),
    );
  });
});

import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformLocal, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack } from "../support/synth";

const logsIn = (stack: TerraformStack, logGroupName: string): LogGroup =>
  new LogGroup(stack, "logs", { logGroupName });
const bucketIn = (stack: TerraformStack): SecretsBucket =>
  new SecretsBucket(stack, "bucket", {
    bucketName: "orders-secrets",
    encryptionKey: new EncryptionKey(stack, "key"),
  });

/** What of the modules the author's resource `it` of a type waits for. */
function awaited(stack: TerraformStack, type: string): readonly string[] {
  const { depends_on: waits = [] } = synth(stack).resources(type)["it"] ?? {};
  return (waits as readonly string[]).map((address) => address.replace(/\..*/, ""));
}

const GROUP = ["aws_cloudwatch_log_group"];
const BUCKET = [
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
];

describe("an author's resource that names a log group or bucket of the modules", () => {
  it.each(["/orders/web", "orders"])("waits for the log group %s", (name) => {
    const stack = testStack();
    const { logGroupName } = logsIn(stack, name);
    new CloudwatchLogStream(stack, "it", { name: "web", logGroupName });
    expect(awaited(stack, "aws_cloudwatch_log_stream")).toEqual(GROUP);
  });

  it("waits for it by way of a local, too", () => {
    const stack = testStack();
    const logGroupName = new TerraformLocal(stack, "of", logsIn(stack, "orders").logGroupName);
    new CloudwatchLogMetricFilter(stack, "it", {
      name: "errors",
      pattern: "ERROR",
      logGroupName: logGroupName.asString,
      metricTransformation: { name: "errors", namespace: "orders", value: "1" },
    });
    expect(awaited(stack, "aws_cloudwatch_log_metric_filter")).toEqual(GROUP);
  });

  it("waits for the bucket, with all that closes it, and by its ARN", () => {
    for (const by of ["bucketName", "bucketArn"] as const) {
      const stack = testStack();
      new S3Object(stack, "it", { bucket: bucketIn(stack)[by], key: "a.env" });
      const waits = awaited(stack, "aws_s3_object");
      expect(waits.filter((type) => BUCKET.includes(type)).length).toBeGreaterThanOrEqual(3);
    }
  });

  it("waits for none that another service calls so, nor of a longer name", () => {
    const stack = testStack();
    logsIn(stack, "orders");
    bucketIn(stack);
    new SqsQueue(stack, "it", { name: "orders", tags: { bucket: "orders-secrets" } });
    new S3Object(stack, "it-too", { bucket: "orders-secrets-of-another", key: "orders-secrets/a" });
    expect(awaited(stack, "aws_sqs_queue")).toEqual([]);
    expect(synth(stack).resources("aws_s3_object")["it-too"]?.["depends_on"]).toBeUndefined();
  });
});

describe("an author's resource that names a parameter", () => {
  const parameterIn = (stack: TerraformStack): void => {
    new SecureStringParameter(stack, "parameter", {
      parameterName: "/orders/par",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.fromVariable("value"),
      revision: 1,
    });
  };
  const waitsBy = (value: string): boolean => {
    const stack = testStack();
    parameterIn(stack);
    new SsmParameter(stack, "it", { name: "/other", type: "String", value });
    return awaited(stack, "aws_ssm_parameter").length > 0;
  };

  it.each([
    "ssm:/orders/par",
    "aws-parameterstore:/orders/par;",
    "/orders/par:3",
    "/orders/par/",
    "file:///orders/par",
    "{{resolve:ssm-secure:/orders/par}}",
    "{{resolve:ssm-secure:/orders/par:1}}",
    '${format("/%[2]s/%[1]s", "par", "orders")}',
    '${format("/%[1]s/par", "orders")}',
  ])("waits for it by %s", (value) => {
    expect(waitsBy(value)).toBe(true);
  });

  it.each(["/orders/par2", "/orders/par/of/another", "/other/orders/par", "x/orders/par"])(
    "waits for none by %s",
    (value) => {
      expect(waitsBy(value)).toBe(false);
    },
  );
});

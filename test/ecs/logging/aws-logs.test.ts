import { TerraformVariable, type TerraformStack } from "cdktf";
import { LogDriver, type AwsLogsOptions } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { LogGroup, type LogGroupAttributes } from "cdktf-ecs-secrets/logs";
import { plainName, policyOf, synth, testStack } from "../../support/synth";
import { containerOf, image, taskIn } from "../support/fixtures";

describe("LogDriver.awsLogs", () => {
  it("needs no options: a log group of its own, streams named after the container", () => {
    // GIVEN
    const stack = testStack({ region: "us-east-1" });
    // WHEN
    taskIn(stack).addContainer("web", { image, logging: LogDriver.awsLogs() });
    // THEN
    expect(synth(stack).only("aws_cloudwatch_log_group")).toEqual({
      name: "/ecs/test-task-web-logs",
      retention_in_days: 365,
      lifecycle: { create_before_destroy: true },
    });
    expect(containerOf(stack)["logConfiguration"]).toEqual({
      logDriver: "awslogs",
      options: {
        "awslogs-group": "/ecs/test-task-web-logs",
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "web",
      },
    });
  });

  it("passes settings on to the log group of its own", () => {
    // GIVEN
    const stack = testStack();
    const newLogGroup = { logGroupName: "/ecs/orders", retentionDays: 7 };
    // WHEN
    taskIn(stack).addContainer("web", {
      image,
      logging: LogDriver.awsLogs({ newLogGroup, streamPrefix: "app" }),
    });
    // THEN
    expect(synth(stack).only("aws_cloudwatch_log_group")).toEqual({
      name: "/ecs/orders",
      retention_in_days: 7,
      lifecycle: { create_before_destroy: true },
    });
    expect(containerOf(stack)["logConfiguration"]).toMatchObject({
      options: { "awslogs-group": "/ecs/orders", "awslogs-stream-prefix": "app" },
    });
  });

  it("shares a log group that it is given, and the role may write to it", () => {
    // GIVEN
    const stack = testStack();
    const logGroup = new LogGroup(stack, "logs", { logGroupName: "/ecs/shared" });
    const task = taskIn(stack);
    // WHEN
    task.addContainer("web", { image, logging: LogDriver.awsLogs({ logGroup }) });
    task.addContainer("proxy", { image, logging: LogDriver.awsLogs({ logGroup }) });
    // THEN
    expect(synth(stack).only("aws_cloudwatch_log_group")).toMatchObject({ name: "/ecs/shared" });
    expect(policyOf(synth(stack).only("aws_iam_role_policy")["policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/shared:*",
      },
    ]);
  });

  it("grants the role that the task was given", () => {
    // GIVEN
    const stack = testStack();
    const executionRole = new TaskExecutionRole(stack, "role", { roleName: "execution" });
    // WHEN
    taskIn(stack, { executionRole }).addContainer("web", { image, logging: LogDriver.awsLogs() });
    // THEN
    expect(synth(stack).only("aws_iam_role")).toMatchObject({ name: "execution" });
    expect(plainName(synth(stack).only("aws_iam_role_policy")["name_prefix"])).toBe("write-logs");
  });

  it("refuses what CloudWatch refuses, with the container's path", () => {
    // GIVEN
    const logging = LogDriver.awsLogs({ newLogGroup: { retentionDays: 2 } });
    // WHEN
    const adding = (): unknown => taskIn(testStack()).addContainer("web", { image, logging });
    // THEN
    expect(adding).toThrow(
      /^test\/task\/web\/logs: `retentionDays` must be one of .*, got 2\. 365 is the default\. \[logs-retention\]$/,
    );
  });
});

describe("the options of LogDriver.awsLogs", () => {
  const optionsOf = (stack: TerraformStack): unknown =>
    (containerOf(stack)["logConfiguration"] as { readonly options: unknown }).options;

  it("go under Docker's names, and what would be a template stays as it is", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const logging = LogDriver.awsLogs({
      mode: "non-blocking",
      maxBufferSizeMiB: 25,
      datetimeFormat: "%{%Y-%m-%dT%H:%M} ${x}",
    });
    taskIn(stack).addContainer("web", { image, logging });
    // THEN
    expect(optionsOf(stack)).toEqual({
      "awslogs-datetime-format": "%{%Y-%m-%dT%H:%M} ${x}",
      "awslogs-group": "/ecs/test-task-web-logs",
      "awslogs-region": "eu-central-1",
      "awslogs-stream-prefix": "web",
      "max-buffer-size": "25m",
      mode: "non-blocking",
    });
  });

  it("may say by a pattern where an event begins; the driver never makes a group", () => {
    const stack = testStack();
    const logging = LogDriver.awsLogs({ mode: "blocking", multilinePattern: "^(INFO|\\[)" });
    taskIn(stack).addContainer("web", { image, logging });
    expect(optionsOf(stack)).toMatchObject({
      mode: "blocking",
      "awslogs-multiline-pattern": "^(INFO|\\[)",
    });
    expect(optionsOf(stack)).not.toHaveProperty("awslogs-create-group");
  });

  it("may be known to Terraform alone", () => {
    // GIVEN
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const size = new TerraformVariable(stack, "size", { type: "number" }).numberValue;
    // WHEN
    const logging = LogDriver.awsLogs({
      mode: "non-blocking",
      maxBufferSizeMiB: size,
      multilinePattern: text,
    });
    taskIn(stack).addContainer("web", { image, logging });
    // THEN
    const local = expect.stringMatching(/^\$\{local\.[\w-]+\}$/) as string;
    expect(optionsOf(stack)).toMatchObject({
      "awslogs-multiline-pattern": local,
      "max-buffer-size": local,
    });
    expect(JSON.stringify(Object.values(synth(stack).locals))).toContain("var.size");
  });

  it.each<[string, AwsLogsOptions, string]>([
    [
      "two ways to say where an event begins",
      { datetimeFormat: "%Y", multilinePattern: "^INFO" },
      "`logging` must tell by `datetimeFormat` or by `multilinePattern` where an event begins, not by both, got both. Remove one: with both, Docker starts no container. [ecs-log-event-start]",
    ],
    [
      "a buffer without its mode",
      { maxBufferSizeMiB: 25 },
      '`logging.maxBufferSizeMiB` must go with mode "non-blocking", the only one with a buffer, got mode left out. Set mode: "non-blocking" as well. [ecs-log-buffer-mode]',
    ],
    [
      "half a MiB",
      { mode: "non-blocking", maxBufferSizeMiB: 0.5 },
      "`logging.maxBufferSizeMiB` must be a whole number of MiB from 1, got 0.5. Leave it out for 10. [ecs-log-buffer-size]",
    ],
    [
      "an option that there is not",
      { mode: "blocking", ...{ createGroup: true } },
      "`logging.createGroup` ",
    ],
  ])("are not %s", (_what, options, message) => {
    const adding = (): unknown =>
      taskIn(testStack()).addContainer("web", { image, logging: LogDriver.awsLogs(options) });
    expect(adding).toThrow(`test/task/web: ${message}`);
  });
});

describe("an existing log group", () => {
  const EXISTING = "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/central";

  it.each<[string, LogGroupAttributes, string]>([
    ["its name", { logGroupName: "/ecs/central" }, "eu-central-1"],
    ["its ARN, in its own Region", { logGroupArn: EXISTING }, "us-east-1"],
    ["the ARN that CloudWatch prints", { logGroupArn: `${EXISTING}:*` }, "us-east-1"],
  ])("is written to by %s, and nothing is made", (_by, attributes, region) => {
    // GIVEN
    const stack = testStack();
    const logGroup = LogGroup.fromLogGroupAttributes(stack, "central", attributes);
    // WHEN
    taskIn(stack).addContainer("web", { image, logging: LogDriver.awsLogs({ logGroup }) });
    // THEN
    expect(containerOf(stack)["logConfiguration"]).toMatchObject({
      options: { "awslogs-group": "/ecs/central", "awslogs-region": region },
    });
    expect(synth(stack).resources("aws_cloudwatch_log_group")).toEqual({});
    expect(policyOf(synth(stack).only("aws_iam_role_policy")["policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:${region}:123456789012:log-group:/ecs/central:*`,
      },
    ]);
  });

  it("may be known to Terraform alone, whose Region and name are then taken from the ARN", () => {
    // GIVEN
    const stack = testStack();
    const logGroupArn = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;
    const logGroup = LogGroup.fromLogGroupAttributes(stack, "central", { logGroupArn });
    // WHEN
    taskIn(stack).addContainer("web", { image, logging: LogDriver.awsLogs({ logGroup }) });
    // THEN
    expect(Object.values(synth(stack).locals)).toContainEqual('${split(":", var.arn)}');
    const policy = String(synth(stack).only("aws_iam_role_policy")["policy"]);
    expect(policy).toMatch(
      /arn:aws:logs:\$\{element\(local\.[\w-]+, 3\)\}:123456789012:log-group:\$\{element\(local\.[\w-]+, 6\)\}:\*/,
    );
  });
});

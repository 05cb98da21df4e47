import { LogDriver } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { policyOf, synth, testStack } from "../../support/synth";
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
    expect(synth(stack).only("aws_iam_role_policy")).toMatchObject({ name: "write-logs" });
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

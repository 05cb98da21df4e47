import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformVariable } from "cdktf";
import {
  EcsCluster,
  ScheduledTask,
  TaskDefinition,
  Volume,
  type ScheduledTaskProps,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { newApp, stackOf, synthApp } from "../../support/app";
import { policyOf, synth, testStack } from "../../support/synth";
import { image } from "../support/fixtures";
import { CLUSTER, jobIn, NETWORK, pass, RUN, statementsOf } from "./support";
import { waited } from "../../support/waited";

const TYPE = "aws_scheduler_schedule";
const schedule = "cron(0 3 * * ? *)";

describe("ScheduledTask", () => {
  it("runs one task at the very minute, with roles for this family, cluster and roles alone", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new ScheduledTask(stack, "nightly", { ...jobIn(stack), schedule });
    // THEN
    const synthesized = synth(stack);
    const { only, resources } = synthesized;
    const [task] = Object.keys(resources("aws_ecs_task_definition"));
    const role = (name: string) =>
      Object.keys(resources("aws_iam_role")).find((id) => id.includes(name)) ?? "";
    expect(only(TYPE)).toMatchObject({
      name: "test-nightly",
      schedule_expression: schedule,
      state: "ENABLED",
      flexible_time_window: { mode: "OFF" },
      target: {
        arn: CLUSTER,
        role_arn: `\${aws_iam_role.${role("nightly_role")}.arn}`,
        retry_policy: { maximum_retry_attempts: 185, maximum_event_age_in_seconds: 86_400 },
        ecs_parameters: {
          task_definition_arn: `\${aws_ecs_task_definition.${task}.arn}`,
          task_count: 1,
          launch_type: "FARGATE",
          platform_version: "LATEST",
          network_configuration: {
            subnets: NETWORK.subnetIds,
            security_groups: NETWORK.securityGroupIds,
            assign_public_ip: false,
          },
        },
      },
    });
    const trust = resources("aws_iam_role")[role("nightly_role")]?.["assume_role_policy"];
    expect(policyOf(trust).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          ArnLike: {
            "aws:SourceArn": "arn:aws:scheduler:eu-central-1:123456789012:schedule-group/default",
          },
          StringEquals: { "aws:SourceAccount": "123456789012" },
        },
      },
    ]);
    expect(statementsOf(synthesized, "nightly_role")).toEqual({
      "run-task": [RUN],
      "pass-roles": [pass(`\${aws_iam_role.${role("execution-role")}.arn}`)],
    });
    // It starts after the secret's value and every policy, its own included.
    expect(waited(only(TYPE))).toEqual(
      [
        ...Object.keys(resources("aws_iam_role_policy")).map((id) => `aws_iam_role_policy.${id}`),
        ...Object.keys(resources("aws_ssm_parameter")).map((id) => `aws_ssm_parameter.${id}`),
      ].sort(),
    );
  });

  it("takes every prop", () => {
    const stack = testStack();
    new ScheduledTask(stack, "nightly", {
      ...jobIn(stack),
      schedule: "rate(15 minutes)",
      timeZone: "Europe/Berlin",
      windowMinutes: 30,
      scheduleName: "orders-nightly",
      taskCount: 3,
      retryAttempts: 2,
      retrySeconds: 600,
      deadLetterQueueArn: "arn:aws:sqs:eu-central-1:123456789012:failures",
      enabled: false,
      assignPublicIp: true,
      capacityProviders: [{ name: "FARGATE_SPOT" }],
      tags: { team: "orders" },
    });
    const synthesized = synth(stack);
    expect(synthesized.only(TYPE)).toMatchObject({
      name: "orders-nightly",
      schedule_expression: "rate(15 minutes)",
      schedule_expression_timezone: "Europe/Berlin",
      state: "DISABLED",
      flexible_time_window: { mode: "FLEXIBLE", maximum_window_in_minutes: 30 },
      target: {
        dead_letter_config: { arn: "arn:aws:sqs:eu-central-1:123456789012:failures" },
        retry_policy: { maximum_retry_attempts: 2, maximum_event_age_in_seconds: 600 },
        ecs_parameters: {
          task_count: 3,
          capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }],
          network_configuration: { assign_public_ip: true },
        },
      },
    });
    expect(statementsOf(synthesized, "nightly_role")["report-failures"]).toEqual([
      {
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: "arn:aws:sqs:eu-central-1:123456789012:failures",
      },
    ]);
  });

  it("passes roles that are made later, and those that are given", () => {
    // GIVEN
    const stack = testStack();
    const job = jobIn(stack);
    new ScheduledTask(stack, "nightly", { ...job, schedule });
    const arn = "arn:aws:iam::123456789012:role/r";
    const given = new TaskDefinition(stack, "given", {
      family: "migrate",
      cpu: 256,
      memoryMiB: 512,
      executionRole: TaskExecutionRole.fromRoleArn(stack, "execution", `${arn}1`),
      taskRole: TaskRole.fromRoleArn(stack, "application", `${arn}2`),
    });
    given.addContainer("migrate", { image });
    new ScheduledTask(stack, "given-nightly", { ...job, taskDefinition: given, schedule });
    // WHEN
    job.taskDefinition.taskRole.addToPolicy("write", {
      actions: ["s3:PutObject"],
      resources: ["*"],
    });
    // THEN
    const synthesized = synth(stack);
    const [own] = statementsOf(synthesized, ".nightly_role")["pass-roles"] ?? [];
    expect(own?.Resource).toEqual([
      expect.stringContaining("task_execution-role"),
      expect.stringContaining("task_task-role"),
    ]);
    expect(statementsOf(synthesized, "given-nightly_role")["pass-roles"]).toEqual([
      pass([`${arn}1`, `${arn}2`]),
    ]);
  });

  it("takes what only Terraform knows", () => {
    const stack = testStack();
    const text = (id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;
    const queue = new SqsQueue(stack, "queue", {});
    new ScheduledTask(stack, "nightly", {
      ...jobIn(stack),
      schedule: text("when"),
      scheduleName: text("called"),
      deadLetterQueueArn: queue.arn,
    });
    expect(synth(stack).only(TYPE)).toMatchObject({
      name: '${join("", [var.called])}',
      schedule_expression: '${join("", [var.when])}',
      target: { dead_letter_config: { arn: "${aws_sqs_queue.queue.arn}" } },
    });
  });

  it("runs a task of another stack, in a cluster of a third one", () => {
    const app = newApp();
    const [tasks, clusters, own] = [
      stackOf(app, "tasks"),
      stackOf(app, "clusters"),
      stackOf(app, "own"),
    ];
    const { taskDefinition } = jobIn(tasks);
    const cluster = new EcsCluster(clusters, "main");
    new ScheduledTask(own, "nightly", { taskDefinition, cluster, ...NETWORK, schedule });
    const made = synthApp(app).get("own");
    expect([...(made?.dependencies ?? [])].sort()).toEqual(["clusters", "tasks"]);
    expect(made?.only(TYPE)["target"]).toMatchObject({
      arn: expect.stringContaining("terraform_remote_state"),
      ecs_parameters: { task_definition_arn: expect.stringContaining("terraform_remote_state") },
    });
  });

  it.each<[Partial<ScheduledTaskProps>, string]>([
    [{ schedule: "0 3 * * *" }, "[scheduler-expression]"],
    [{ timeZone: "Europe/Berlim" }, "[scheduler-time-zone]"],
    [{ subnetIds: ["private-a"] }, "[ecs-subnet-id]"],
    [{ scheduleName: "my schedule" }, "[scheduler-name]"],
    [{ windowMinutes: 0 }, "[scheduler-window]"],
    [{ taskCount: 11 }, "[scheduler-task-count]"],
    [{ retryAttempts: 186 }, "[scheduler-retries]"],
    [{ deadLetterQueueArn: "failures" }, "[scheduler-queue-arn]"],
    [{ subnetIds: [] }, "[ecs-subnets]"],
    [{ placementStrategies: [{ type: "random" }] }, "[ecs-placement-instances]"],
  ])("refuses %j", (props, message) => {
    const stack = testStack();
    const all = { ...jobIn(stack), schedule, ...props };
    expect(() => new ScheduledTask(stack, "nightly", all)).toThrow(message);
  });

  it("refuses a task with an EBS volume, which only services make here", () => {
    const stack = testStack();
    const encryptionKey = new EncryptionKey(stack, "volume-key");
    const taskDefinition = new TaskDefinition(stack, "with-volume", {
      cpu: 256,
      memoryMiB: 512,
      volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey }) },
    });
    const all = { ...jobIn(stack), taskDefinition, schedule };
    expect(() => new ScheduledTask(stack, "nightly", all)).toThrow(
      new Error(
        "test/nightly: `taskDefinition` must have no EBS volume: only a service makes one for its tasks here, got data. Use `Volume.task()`, or a file system. [ecs-run-ebs-volume]",
      ),
    );
  });
});

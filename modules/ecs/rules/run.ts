import { defineRule } from "../../core";
import { isWhole } from "../../core/internal";

const SCHEDULE_TYPES = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
const CREATE_SCHEDULE =
  "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html";

export const scheduleExpression = defineRule<string>({
  id: "scheduler-expression",
  demands: "be `rate(…)`, `cron(…)` with six fields, or `at(yyyy-mm-ddThh:mm:ss)`",
  source: SCHEDULE_TYPES,
  remedy: "Write, for example, cron(0 3 * * ? *) or rate(15 minutes).",
  broken: (expression) =>
    !/^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\((\S+ ){5}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/.test(
      expression,
    ),
});

export const scheduleName = defineRule<string>({
  id: "scheduler-name",
  demands: "be 1 to 64 letters, digits or `_.-`",
  source: CREATE_SCHEDULE,
  remedy: "Shorten it, for example to orders-nightly.",
  broken: (name) => !/^[\w.-]{1,64}$/.test(name),
});

export const scheduleWindow = defineRule<number>({
  id: "scheduler-window",
  demands: "be a whole number from 1 to 1440 minutes",
  source: CREATE_SCHEDULE,
  remedy: "Leave it out to run at the very minute.",
  broken: (minutes) => !isWhole(minutes, 1, 1440),
});

export const scheduleRetries = defineRule<{ readonly attempts: number; readonly seconds: number }>({
  id: "scheduler-retries",
  demands: "be 0 to 185 attempts within 60 to 86400 seconds",
  source: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html",
  remedy: "Left out it is 185 within a day.",
  broken: ({ attempts, seconds }) =>
    (!isWhole(attempts, 0, 185) || !isWhole(seconds, 60, 86_400)) &&
    `${attempts} within ${seconds}`,
});

export const scheduleTaskCount = defineRule<number>({
  id: "scheduler-task-count",
  demands: "be a whole number from 1 to 10",
  source: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html",
  remedy: "Leave it out for one task.",
  broken: (count) => !isWhole(count, 1, 10),
});

export const queueArn = defineRule<string>({
  id: "scheduler-queue-arn",
  demands: "be the ARN of an SQS queue (`arn:…:sqs:REGION:ACCOUNT:NAME`)",
  source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html",
  remedy: "`aws sqs get-queue-attributes --attribute-names QueueArn` prints it.",
  broken: (arn) => !/^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/.test(arn),
});

export const runContainer = defineRule<{
  readonly name: string;
  readonly known: readonly string[];
}>({
  id: "ecs-run-container",
  demands: "be a container of the task",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html",
  remedy: "Correct it, or leave it out for the first essential one.",
  broken: ({ name, known }) =>
    !known.includes(name) && `${name} (the task has ${known.join(", ")})`,
});

export const runWithoutEbs = defineRule<readonly string[]>({
  id: "ecs-run-ebs-volume",
  demands: "have no EBS volume: only a service makes one for its tasks here",
  source: "decision 15",
  remedy: "Use `Volume.task()`, or a file system.",
  broken: (names) => names.length > 0 && names.join(", "),
});

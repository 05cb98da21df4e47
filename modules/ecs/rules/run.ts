import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const SCHEDULE_TYPES = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
const CREATE_SCHEDULE =
  "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html";

const DAYS = "SUN|MON|TUE|WED|THU|FRI|SAT";
const MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";

/** What each field of a cron expression accepts: lowest and highest number, names, and forms of its own. */
const CRON: readonly (readonly [least: number, most: number, names: string, own: RegExp])[] = [
  [0, 59, "", /^$/],
  [0, 23, "", /^$/],
  [1, 31, "", /^(\?|LW?|([1-9]|[12]\d|3[01])W)$/],
  [1, 12, MONTHS, /^$/],
  [1, 7, DAYS, new RegExp(`^(\\?|L|[1-7]L|([1-7]|${DAYS})#[1-5])$`, "i")],
  [1970, 2199, "", /^$/],
];

/** Whether EventBridge Scheduler accepts the cron expression: six fields, one of the two days a question mark. */
function isCron(text: string): boolean {
  const fields = text.split(/\s+/);
  const fits = CRON.map(([least, most, names, own], index) => {
    const value = (part: string): boolean =>
      new RegExp(`^(${names})$`, "i").test(part)
        ? part !== ""
        : /^\d+$/.test(part) && Number(part) >= least && Number(part) <= most;
    const item = (part: string): boolean => {
      const [range = "", step] = part.split("/");
      const isStep = step === undefined || /^[1-9]\d*$/.test(step);
      return isStep && (range === "*" || range.split("-").every(value));
    };
    const field = fields[index] ?? "";
    return own.test(field) ? field !== "" : field.split(",").every(item);
  });
  const marks = [fields[2], fields[4]].filter((day) => day === "?").length;
  return fields.length === CRON.length && fits.every(Boolean) && marks === 1;
}

/** Whether a time such as 2030-01-01T00:00:00 exists. */
function isTime(text: string): boolean {
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

export const scheduleExpression = defineRule<string>({
  id: "scheduler-expression",
  demands:
    "be `rate(…)`, `cron(…)` with six fields, of which day-of-month or day-of-week is `?`, or `at(yyyy-mm-ddThh:mm:ss)`",
  source: SCHEDULE_TYPES,
  remedy: "Write, for example, cron(0 3 * * ? *) or rate(15 minutes).",
  broken: (expression) => {
    if (/^rate\([1-9]\d* (minute|hour|day)s?\)$/.test(expression)) return false;
    const [, cron] = /^cron\((.+)\)$/.exec(expression) ?? [];
    if (cron !== undefined) return !isCron(cron);
    const [, time] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
    return time === undefined || !isTime(time);
  },
});

/** Whether there is a time zone of that name: not a mere distance such as +02:00. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,49}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

export const scheduleTimeZone = defineRule<string>({
  id: "scheduler-time-zone",
  demands: "be the name of a time zone in the IANA's list, such as Europe/Berlin or UTC",
  source: CREATE_SCHEDULE,
  remedy: "Leave it out for UTC.",
  broken: (name) => !isTimeZone(name),
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
  broken: ({ attempts, seconds }) => {
    const isFine = (value: number, least: number, most: number): boolean =>
      isUnresolved(value) || isWhole(value, least, most);
    if (isFine(attempts, 0, 185) && isFine(seconds, 60, 86_400)) return false;
    return isUnresolved([attempts, seconds])
      ? "a number outside of it"
      : `${attempts} within ${seconds}`;
  },
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
    !isUnresolved(name) && !known.includes(name) && `${name} (the task has ${known.join(", ")})`,
});

export const runWithoutEbs = defineRule<readonly string[]>({
  id: "ecs-run-ebs-volume",
  demands: "have no EBS volume: only a service makes one for its tasks here",
  source: "decision 15",
  remedy: "Use `Volume.task()`, or a file system.",
  broken: (names) => names.length > 0 && names.join(", "),
});

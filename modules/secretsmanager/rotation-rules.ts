import { defineRule } from "../core";
import { isUnresolved, isWhole } from "../core/internal";

const SCHEDULE =
  "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html";
const RULES =
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html";

export const rotationTiming = defineRule<{
  readonly afterDays?: number;
  readonly scheduleExpression?: string;
}>({
  id: "secretsmanager-rotation-timing",
  demands: "have either `afterDays` or `scheduleExpression`",
  source: RULES,
  remedy: "Days are enough for most; an expression also says at which hour.",
  broken: ({ afterDays, scheduleExpression }) =>
    (afterDays === undefined) === (scheduleExpression === undefined) &&
    (afterDays === undefined ? "neither" : "both"),
});

export const rotationDays = defineRule<number>({
  id: "secretsmanager-rotation-days",
  demands: "be a whole number from 1 to 1000 days",
  source: RULES,
  remedy: "For less than a day use `scheduleExpression`, such as rate(12 hours).",
  broken: (days) => !isWhole(days, 1, 1000),
});

export const rotationSchedule = defineRule<string>({
  id: "secretsmanager-rotation-schedule",
  demands:
    "be `rate(N hours)`, `rate(N days)` or `cron(0 HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK *)`, at most every 4 hours and at least every 999 days",
  source: SCHEDULE,
  remedy:
    "Minutes are 0, the year is *, and one of the two days is ?, as in cron(0 16 1,15 * ? *); times are UTC.",
  broken: (expression) => {
    const hours = leastHoursBetween(expression);
    return hours === undefined || hours < 4 || hours > 999 * 24;
  },
});

export const rotationWindow = defineRule<{
  readonly window: string;
  readonly scheduleExpression?: string;
}>({
  id: "secretsmanager-rotation-window",
  demands:
    "be whole hours such as `3h`, and end before the next UTC day and before the next rotation window",
  source: SCHEDULE,
  remedy: "Leave it out for AWS's own: one hour for schedules in hours, the rest of the day else.",
  broken: ({ window, scheduleExpression }) => {
    const [, hours] = /^([1-9]\d?)h$/.exec(window) ?? [];
    if (hours === undefined) return JSON.stringify(window);
    const end = windowEnd(Number(hours), scheduleExpression);
    return end > 24 && `${JSON.stringify(window)} for ${scheduleExpression ?? "a day"}`;
  },
});

export const rotationLambda = defineRule<{ readonly lambdaArn: string; readonly region: string }>({
  id: "secretsmanager-rotation-lambda",
  demands:
    "be the ARN of a function in the secret's Region (`arn:…:lambda:REGION:ACCOUNT:function:NAME`, an alias or version may follow)",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-lambda-function-customizing.html",
  remedy: "`aws lambda get-function --function-name NAME` prints it.",
  broken: ({ lambdaArn, region }) => {
    const [, own] =
      /^arn:[a-z-]+:lambda:([a-z0-9-]+):\d{12}:function:[\w-]{1,64}(?::(?:\$LATEST|[\w-]+))?$/.exec(
        lambdaArn,
      ) ?? [];
    if (own === undefined) return JSON.stringify(lambdaArn);
    return own !== region && `${JSON.stringify(lambdaArn)} for a secret in ${region}`;
  },
});

const MANAGED =
  "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html";
const OWN_REMEDY =
  "Your own secrets are rotated by a function of yours: SecretRotation, or `rotation`.";

/** A secret that the app makes: only a function of its own can rotate it. */
export const managedSecret = defineRule<{ readonly made: boolean; readonly name: string }>({
  id: "secretsmanager-managed-rotation",
  demands: "be a secret that an AWS service or a partner rotates, imported by its ARN",
  source: MANAGED,
  remedy: OWN_REMEDY,
  broken: ({ made, name }) =>
    made && `${isUnresolved(name) ? "a secret" : JSON.stringify(name)} that is made here`,
});

export const managedSecretName = defineRule<string>({
  id: "secretsmanager-managed-name",
  demands:
    "have a name that begins with a service's (`rds!…`), or be a managed external secret: of a partner's type, with a rotation role",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html",
  remedy: `AWS refuses to rotate any other one without a function. ${OWN_REMEDY}`,
  broken: (name) => !/^[a-z0-9-]+!./.test(name),
  warns: true,
});

export const laterRotation = defineRule<{
  readonly rotateImmediately: boolean;
  readonly scheduleExpression?: string;
}>({
  id: "secretsmanager-rotate-later",
  demands: "go with a `cron()` schedule: days and `rate()` may still rotate by the schedule before",
  source: SCHEDULE,
  remedy: 'Use `scheduleExpression: "cron(…)"`, or expect one rotation at any time.',
  broken: ({ rotateImmediately, scheduleExpression }) => {
    if (rotateImmediately || isUnresolved(scheduleExpression)) return false;
    return (
      !scheduleExpression?.startsWith("cron(") && `false with ${scheduleExpression ?? "afterDays"}`
    );
  },
  warns: true,
});

export const rotatedVersion = defineRule<{
  readonly versionId: string;
  readonly secret: string;
  readonly rotation?: string;
}>({
  id: "secretsmanager-rotated-version-id",
  demands: "select no version id of a secret that is rotated",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version",
  remedy: "Leave `versionId` out: each task then starts with the value that is current.",
  broken: ({ versionId, secret, rotation }) =>
    rotation !== undefined && `${versionId} of ${secret}, which ${rotation} rotates`,
});

export const pendingStage = defineRule<string>({
  id: "secretsmanager-pending-stage",
  demands:
    "not be AWSPENDING: that version exists only while a rotation runs, and is not tested yet",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html",
  remedy: "Leave `versionStage` out for AWSCURRENT.",
  broken: (stage) => stage === "AWSPENDING",
});

const RATE = /^rate\((1 hour|1 day|([1-9]\d{0,3}) (?:hours|days))\)$/;
// Minutes are 0 and the year is every one; of the two day fields exactly one is `?`.
const CRON = /^cron\(0 ([\d,/*-]+) ([\d,/*L?-]+) ([\dA-Z,/*-]+) ([\dA-Z,/*#L?-]+) \*\)$/;
const DAY = 24;

/**
 * The least number of hours from one rotation to the next; undefined for what is no schedule.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function leastHoursBetween(expression: string): number | undefined {
  const [rate, , amount] = RATE.exec(expression) ?? [];
  if (rate !== undefined) {
    return Number(amount ?? 1) * (rate.includes("day") ? DAY : 1);
  }
  const hours = cronHours(expression);
  if (!hours) return undefined;
  const gaps = hours.slice(1).map((hour, index) => hour - (hours[index] ?? 0));
  // AWS starts the hours anew each day, so the last of a day and the first of the next do not count.
  return Math.min(DAY, ...gaps);
}

/**
 * Where a window ends, in hours: after midnight for schedules in days, or as a share of 24 that is exceeded when it
 * reaches into the next window.
 */
export function windowEnd(window: number, expression: string | undefined): number {
  if (expression === undefined) return window;
  const between = leastHoursBetween(expression) ?? DAY;
  if (window > between) return DAY + window;
  return (cronHours(expression)?.at(-1) ?? 0) + window;
}

/** The hours of the day at which a cron expression begins, ascending; undefined for what is none. */
function cronHours(expression: string): readonly number[] | undefined {
  const [cron, hours = "", dayOfMonth, , dayOfWeek] = CRON.exec(expression) ?? [];
  if (cron === undefined || (dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  const listed = hours.split(",").map(hoursOfPart);
  if (listed.some((part) => part === undefined)) return undefined;
  return [...new Set(listed.flatMap((part) => part ?? []))].sort((a, b) => a - b);
}

/** `*`, `8`, `8-16`, `8/4`, `/8`: what one part of the field stands for. */
function hoursOfPart(part: string): readonly number[] | undefined {
  const [whole, from, to, step] = /^(\*|\d+)?(?:-(\d+))?(?:\/([1-9]\d*))?$/.exec(part) ?? [];
  if (whole === undefined || whole === "") return undefined;
  const first = from === undefined || from === "*" ? 0 : Number(from);
  const open = from === undefined || from === "*" || step !== undefined;
  const last = to === undefined ? (open ? DAY - 1 : first) : Number(to);
  if (first > last || last >= DAY || (to !== undefined && (from === undefined || from === "*"))) {
    return undefined;
  }
  const hours: number[] = [];
  for (let hour = first; hour <= last; hour += Number(step ?? 1)) hours.push(hour);
  return hours;
}

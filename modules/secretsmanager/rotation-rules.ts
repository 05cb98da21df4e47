import { defineRule } from "../core";
import { leastHoursBetween, windowEnd } from "./schedule-expression";

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
  broken: (days) => !Number.isInteger(days) || days < 1 || days > 1000,
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

export const managedSecret = defineRule<string>({
  id: "secretsmanager-managed-rotation",
  demands:
    "be a secret that an AWS service made and rotates, whose name begins with the service's (`rds!…`)",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html",
  remedy: "Your own secrets are rotated by a function of yours: SecretRotation, or `rotation`.",
  broken: (name) => !/^[a-z0-9-]+!./.test(name),
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

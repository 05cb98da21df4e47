import { defineRule } from "../core";
import { isWhole } from "../core/internal";

export const settleTime = defineRule<number>({
  id: "redeployment-settle-seconds",
  demands: "be a whole number from 10 to 3600",
  source: "decision 11",
  remedy: "60 is the default; changes within this time are one deployment.",
  broken: (seconds) => !isWhole(seconds, 10, 3600),
});

export const settleTimeKnown = defineRule<boolean>({
  id: "redeployment-settle-known",
  demands: "be known at synthesis, because it becomes a number in the JSON of the state machine",
  source: "decision 13",
  remedy: "Write the number, or read it from the environment or the context of the app.",
  broken: (known) => !known && "what only Terraform knows",
});

export const servicesGiven = defineRule<number>({
  id: "redeployment-services",
  demands: "hold at least one service",
  source: "decision 11",
  remedy: "List it in `services`, or give this to its `redeployOnChange`.",
  broken: (count) => count < 1 && "none",
});

export const somethingWatched = defineRule<{
  readonly service: string;
  readonly watched: number;
}>({
  id: "redeployment-nothing-watched",
  demands: "hold services that read a secret whose changes AWS tells in this account and Region",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/secret-event-notifications.html",
  remedy:
    "Leave the service out, or check that its containers name their secrets. Pinned versions never change.",
  broken: ({ service, watched }) => watched < 1 && `${service}, which reads none`,
});

export const patternSize = defineRule<number>({
  id: "eventbridge-pattern-size",
  demands: "be at most 2048 characters",
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
  remedy: "Shorten the names that it lists, or spread them over several rules.",
  broken: (size) => size > 2048,
});

export const alarmActions = defineRule<readonly string[]>({
  id: "cloudwatch-alarm-actions",
  demands: "be at most 5 ARNs",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  remedy: "Give the ARN of an SNS topic, and subscribe to it what should be told.",
  broken: (arns) => {
    const wrong = arns.find((arn) => !/^arn:[a-z-]+:[a-z0-9-]+:[^:]*:[^:]*:.+$/.test(arn));
    if (wrong !== undefined) return JSON.stringify(wrong);
    return arns.length > 5 && `${arns.length}`;
  },
});

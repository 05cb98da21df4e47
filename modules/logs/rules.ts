import { defineRule } from "../core";

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

export const logGroupName = defineRule<string>({
  id: "logs-group-name",
  demands: "be 1 to 512 letters, digits or `.-_/#`",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  remedy: "Use a path such as /ecs/orders-dev.",
  broken: (name) => !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name),
});

export const logRetention = defineRule<number>({
  id: "logs-retention",
  demands: `be one of ${RETENTION_DAYS.join(", ")} days`,
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
  remedy: "365 is the default.",
  broken: (days) => !RETENTION_DAYS.includes(days),
});

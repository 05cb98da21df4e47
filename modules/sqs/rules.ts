import { defineRule } from "../core";

export const queueName = defineRule<string>({
  id: "sqs-queue-name",
  demands: "be 1 to 80 letters, digits, `_` or `-`",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
  remedy: "Use a name such as orders-dev-failures.",
  broken: (name) => !/^[A-Za-z0-9_-]{1,80}$/.test(name),
});

export const alarmActions = defineRule<readonly string[]>({
  id: "cloudwatch-alarm-actions",
  demands: "be at most 5 ARNs",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  remedy: "Give the ARN of an SNS topic, and let whoever wants to know subscribe to it.",
  broken: (arns) => {
    const wrong = arns.find((arn) => !/^arn:[a-z-]+:[a-z0-9-]+:[^:]*:[^:]*:.+$/.test(arn));
    if (wrong !== undefined) return JSON.stringify(wrong);
    return arns.length > 5 && `${arns.length}`;
  },
});

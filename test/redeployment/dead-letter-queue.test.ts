import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import {
  DeadLetterQueue,
  type DeadLetterQueueProps,
} from "../../modules/redeployment/dead-letter-queue";
import { statementsAfter } from "../support/grants";
import { policyOf, synth, testStack } from "../support/synth";

const ARN = "arn:aws:sqs:eu-central-1:123456789012:test-queue";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";

function queueIn(
  stack: TerraformStack,
  props: Partial<DeadLetterQueueProps> = {},
): DeadLetterQueue {
  return new DeadLetterQueue(stack, "queue", {
    encryptionKey: new EncryptionKey(stack, "key"),
    description: "Something failed",
    ...props,
  });
}

describe("a dead-letter queue", () => {
  it("is named after its path, and keeps messages for as long as SQS can, encrypted", () => {
    const stack = testStack();
    queueIn(stack);
    expect(synth(stack).only("aws_sqs_queue")).toMatchObject({
      name: "test-queue",
      kms_master_key_id: expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/),
      message_retention_seconds: 1_209_600,
    });
  });

  it("rings while something is in it, and says what that means", () => {
    const stack = testStack();
    queueIn(stack, { alarmActionArns: [TOPIC] });
    expect(synth(stack).only("aws_cloudwatch_metric_alarm")).toMatchObject({
      alarm_description: "Something failed",
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: expect.stringMatching(/^\$\{aws_sqs_queue\.\w+\.name\}$/) },
      statistic: "Maximum",
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
      treat_missing_data: "notBreaching",
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
  });

  it("takes nothing over plain HTTP, and events of the named rules only", () => {
    // GIVEN
    const stack = testStack();
    const queue = queueIn(stack);
    const rules = ["b", "a"].map((name) => `arn:aws:events:eu-central-1:123456789012:rule/${name}`);
    // WHEN
    for (const rule of rules) queue.allowEventRule(rule);
    // THEN
    const { only } = synth(stack);
    const events = { Sid: "UndeliveredEvents", Principal: { Service: "events.amazonaws.com" } };
    expect(policyOf(only("aws_sqs_queue_policy")["policy"]).Statement).toEqual([
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "sqs:*",
        Resource: ARN,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        ...events,
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: ARN,
        Condition: { ArnEquals: { "aws:SourceArn": [...rules].sort() } },
      },
    ]);
    expect(policyOf(only("aws_kms_key")["policy"]).Statement).toContainEqual({
      ...events,
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": ARN } },
    });
  });

  it("lets a principal that is granted it send, with the key for this queue only", () => {
    const stack = testStack();
    const queue = queueIn(stack);
    const policies = statementsAfter(stack, (role) => queue.grantSend(role));
    expect(policies["report-failures"]).toEqual(
      expect.arrayContaining([
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: ARN },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: expect.stringMatching(/^\$\{aws_kms_key/),
          Condition: {
            StringEquals: {
              "kms:EncryptionContext:aws:sqs:arn": ARN,
              "kms:ViaService": "sqs.eu-central-1.amazonaws.com",
            },
          },
        },
      ]),
    );
    expect(policies["report-failures"]).toHaveLength(2);
  });

  it("refuses an alarm action that is not an ARN", () => {
    expect(() => queueIn(testStack(), { alarmActionArns: ["alarms"] })).toThrow(
      "test/queue: `alarmActionArns` must be",
    );
  });
});

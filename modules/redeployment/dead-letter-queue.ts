import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import { AwsTarget, type IGrantee } from "../core";
import { claimName, awaitValues, goesLast, physicalName, PolicyDocument } from "../core/internal";
import type { EncryptionKey } from "../kms";
import { alarmActions } from "./rules";

/** Name of the policies by which a role sends to the queue. */
const REPORT_FAILURES = "report-failures";

/** Settings of a {@link DeadLetterQueue}. */
export interface DeadLetterQueueProps {
  /** Key of this stack that encrypts the messages; its key policy is extended. */
  readonly encryptionKey: EncryptionKey;
  /** What a message in the queue means; becomes the text of the alarm. */
  readonly description: string;
  /** ARNs that are notified when a message arrives and when the queue is empty again, such as SNS topics. @default - none */
  readonly alarmActionArns?: readonly string[];
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

/**
 * A queue for messages about what could not be done, with an alarm that is on as long as it holds one.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class DeadLetterQueue extends Construct {
  public readonly queueArn: string;
  public readonly queueUrl: string;
  /** Known before the queue exists, so that the key's policy can name it. */
  private readonly arnByName: string;
  private readonly policy = new PolicyDocument();
  private readonly encryptionKey: EncryptionKey;

  public constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    alarmActions.enforce(this, "alarmActionArns", props.alarmActionArns);
    const name = physicalName(this, 80);
    claimName(this, "id", { service: "sqs", resource: name });
    this.encryptionKey = props.encryptionKey;
    this.arnByName = AwsTarget.of(this).arn({ service: "sqs", resource: name });
    const queue = goesLast(
      new SqsQueue(this, "queue", {
        name,
        kmsMasterKeyId: props.encryptionKey.keyArn,
        messageRetentionSeconds: FOURTEEN_DAYS,
        tags: props.tags,
      }),
    );
    awaitValues(queue);
    this.queueArn = queue.arn;
    this.queueUrl = queue.url;
    this.denyPlainHttp();
    goesLast(
      new SqsQueuePolicy(this, "policy", { queueUrl: queue.url, policy: this.policy.toLazyText() }),
    );
    this.addAlarm(queue.name, props);
  }

  /** Lets `grantee` send messages to the queue. */
  public grantSend(grantee: IGrantee): void {
    const send = { actions: ["sqs:SendMessage"], resources: [this.arnByName] };
    grantee.addToPolicy(REPORT_FAILURES, send, this);
    const encrypt = {
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [this.encryptionKey.keyArn],
      conditions: {
        StringEquals: {
          "kms:EncryptionContext:aws:sqs:arn": [this.arnByName],
          "kms:ViaService": [AwsTarget.of(this).viaService("sqs")],
        },
      },
    };
    grantee.addToPolicy(REPORT_FAILURES, encrypt, this);
  }

  /** Lets EventBridge send the events that it could not deliver for the rule `ruleArn`. */
  public allowEventRule(ruleArn: string): void {
    const principals = { Service: ["events.amazonaws.com"] };
    this.policy.add({
      sid: "UndeliveredEvents",
      principals,
      actions: ["sqs:SendMessage"],
      resources: [this.arnByName],
      conditions: { ArnEquals: { "aws:SourceArn": [ruleArn] } },
    });
    this.encryptionKey.addToKeyPolicy({
      sid: "UndeliveredEvents",
      principals,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
      conditions: { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": [this.arnByName] } },
    });
  }

  private denyPlainHttp(): void {
    this.policy.add({
      sid: "DenyPlainHttp",
      effect: "Deny",
      principals: { AWS: ["*"] },
      actions: ["sqs:*"],
      resources: [this.arnByName],
      conditions: { Bool: { "aws:SecureTransport": ["false"] } },
    });
  }

  private addAlarm(queue: string, { description, alarmActionArns, tags }: DeadLetterQueueProps) {
    const actions = alarmActionArns && [...alarmActionArns];
    goesLast(
      new CloudwatchMetricAlarm(this, "alarm", {
        alarmName: `${physicalName(this, 240)}-not-empty`,
        alarmDescription: description,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        // SQS stops sending metrics of a queue that is not used.
        treatMissingData: "notBreaching",
        alarmActions: actions,
        okActions: actions,
        tags,
      }),
    );
  }
}

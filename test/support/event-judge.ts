import {
  CreateEventBusCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type InputTransformer,
  type Rule,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { LocalAws } from "../../cli/src/local-aws";
import type { AwsEvent } from "../redeployment/change-events";

/** Input of an execution, as the rule that started it made it. */
export type ExecutionInput = Readonly<Record<string, string>>;

interface JudgedRule {
  readonly queueUrl: string;
  readonly transformer: InputTransformer;
}

const BUS = "judge";

/**
 * Has the emulator judge which rules of the default bus accept an event.
 *
 * The rules are copied with their patterns to a bus where each puts what it accepts into a queue of its own: the emulator
 * starts no state machines. Their input is transformed here, because it knows neither quotes nor times of AWS.
 */
export class EventJudge {
  private readonly rules = new Map<string, JudgedRule>();
  private readonly events: EventBridgeClient;
  private readonly sqs: SQSClient;

  public constructor({ clientConfig }: LocalAws) {
    this.events = new EventBridgeClient(clientConfig);
    this.sqs = new SQSClient(clientConfig);
  }

  /** Copies the rules. */
  public async prepare(): Promise<void> {
    await this.events.send(new CreateEventBusCommand({ Name: BUS }));
    const { Rules = [] } = await this.events.send(new ListRulesCommand({}));
    for (const rule of Rules) await this.copy(rule);
  }

  public destroy(): void {
    this.events.destroy();
    this.sqs.destroy();
  }

  /** Names of the rules that accept `event`, sorted. */
  public async accepting(event: AwsEvent): Promise<readonly string[]> {
    await this.events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: BUS,
            Source: event.source,
            DetailType: event["detail-type"],
            Resources: [...event.resources],
            Detail: JSON.stringify(event.detail),
          },
        ],
      }),
    );
    const accepting: string[] = [];
    for (const [name, { queueUrl }] of this.rules) {
      if (await this.takesMessage(queueUrl)) accepting.push(name);
    }
    return accepting.sort();
  }

  /** What the executions are told that `event` starts. @param time when it happened, in whole seconds */
  public async inputsOf(event: AwsEvent, time: Date): Promise<readonly ExecutionInput[]> {
    const accepting = await this.accepting(event);
    const whole = { ...event, id: "event-1", time: time.toISOString().replace(/\.\d+Z$/, "Z") };
    return accepting.map((name) => {
      const { InputPathsMap = {}, InputTemplate = "" } = this.rules.get(name)?.transformer ?? {};
      const text = Object.entries(InputPathsMap).reduce((template, [variable, path]) => {
        const value: unknown = whole[path.replace(/^\$\./, "") as keyof typeof whole];
        return template.replaceAll(`<${variable}>`, JSON.stringify(value));
      }, InputTemplate);
      return JSON.parse(text) as ExecutionInput;
    });
  }

  private async copy({ Name = "", EventPattern }: Rule): Promise<void> {
    const { Targets = [] } = await this.events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    const transformer = Targets[0]?.InputTransformer;
    if (!transformer) throw new Error(`${Name} has no input transformer`);
    const { QueueUrl = "" } = await this.sqs.send(
      new CreateQueueCommand({ QueueName: `judge-${this.rules.size}` }),
    );
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    const on = { EventBusName: BUS };
    await this.events.send(new PutRuleCommand({ ...on, Name, EventPattern }));
    const Arn = Attributes?.["QueueArn"] ?? "";
    await this.events.send(
      new PutTargetsCommand({ ...on, Rule: Name, Targets: [{ Id: "queue", Arn }] }),
    );
    this.rules.set(Name, { queueUrl: QueueUrl, transformer });
  }

  private async takesMessage(QueueUrl: string): Promise<boolean> {
    const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    for (const { ReceiptHandle } of Messages) {
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages.length > 0;
  }
}

import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { AwsTarget, terraformJson, type Json } from "../core";
import {
  claimName,
  awaitValues,
  goesLast,
  literalText,
  OrderOfCreation,
  padUnknown,
  physicalName,
} from "../core/internal";
import type { IRole } from "../iam";
import type { DeadLetterQueue } from "./dead-letter-queue";
import { patternSize } from "./rules";
import type { StateMachine } from "./state-machine";

/** The input of an execution, made of fields of the event and of constants. */
export interface EventInput {
  /** Name → path in the event, such as `$.time`. */
  readonly fromEvent: Readonly<Record<string, string>>;
  /** Name → text, the same for every event. */
  readonly constants: Readonly<Record<string, string>>;
}

/** The state machine that is started. */
export interface EventTarget {
  readonly stateMachine: StateMachine;
  /** Role by which EventBridge starts it. */
  readonly role: IRole;
  /** Takes the events for which it could not be started. */
  readonly deadLetterQueue: DeadLetterQueue;
  readonly input: EventInput;
}

/** Settings of an {@link EventRule}. */
export interface EventRuleProps {
  /** Which events of the account's default bus start the target. */
  readonly pattern: Json;
  /** Its length once every name in it is known. */
  readonly patternLength: number;
  readonly target: EventTarget;
  /** At most 512 characters. */
  readonly description: string;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A rule of the default event bus that starts a state machine.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
 */
export class EventRule extends Construct {
  public constructor(scope: Construct, id: string, props: EventRuleProps) {
    super(scope, id);
    const { target, tags } = props;
    patternSize.enforce(this, "pattern", props.patternLength);
    const name = physicalName(this, 64);
    claimName(this, "id", { service: "events", resource: `rule/${name}` });
    const rule = goesLast(
      new CloudwatchEventRule(this, "rule", {
        name,
        description: literalText(props.description),
        eventPattern: terraformJson(props.pattern),
        tags,
      }),
    );
    awaitValues(rule);
    const starting = goesLast(
      new CloudwatchEventTarget(this, "target", {
        rule: rule.name,
        targetId: "state-machine",
        arn: target.stateMachine.stateMachineArn,
        roleArn: target.role.roleArn,
        deadLetterConfig: { arn: target.deadLetterQueue.queueArn },
        inputTransformer: {
          inputPaths: { ...target.input.fromEvent },
          inputTemplate: templateOf(target.input),
        },
      }),
    );
    OrderOfCreation.of(this).require(starting, () => target.role.dependables);
    const ruleArn = AwsTarget.of(this).arn({ service: "events", resource: `rule/${name}` });
    target.deadLetterQueue.allowEventRule(ruleArn);
  }
}

/** The template of the input: EventBridge adds quotes to what it inserts, so placeholders have none. */
function templateOf({ fromEvent, constants }: EventInput): string {
  const placeholders = Object.keys(fromEvent).map((name) => [name, `<${name}>`] as const);
  const entries = [...Object.entries(constants), ...placeholders];
  const sorted = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  return placeholders.reduce(
    (text, [, placeholder]) => text.replace(`"${placeholder}"`, () => placeholder),
    terraformJson(sorted),
  );
}

/**
 * Splits items, in their order, over as few patterns as EventBridge's limit of length allows.
 *
 * @param render the pattern that lists some of the items, at its full length
 */
export function splitByPatternSize<T>(
  items: readonly T[],
  render: (some: readonly T[]) => Json,
): readonly (readonly T[])[] {
  const fits = (some: readonly T[]): boolean =>
    patternSize.problem("pattern", patternLength(render(some))) === undefined;
  const parts: T[][] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last && fits([...last, item])) last.push(item);
    else parts.push([item]);
  }
  return parts;
}

/** Characters of a pattern, as EventBridge counts them. */
export function patternLength(pattern: Json): number {
  return padUnknown(JSON.stringify(pattern)).length;
}

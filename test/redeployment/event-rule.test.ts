import { Token, type TerraformStack } from "cdktf";
import {
  EventRule,
  patternLength,
  splitByPatternSize,
  type EventRuleProps,
} from "../../modules/redeployment/event-rule";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { DeadLetterQueue } from "../../modules/redeployment/dead-letter-queue";
import { StateMachine } from "../../modules/redeployment/state-machine";
import { synth, testStack } from "../support/synth";

const HERE = "eu-central-1:123456789012";

function ruleIn(stack: TerraformStack, props: Partial<EventRuleProps> = {}): void {
  const encryptionKey = new EncryptionKey(stack, "key");
  const stateMachine = new StateMachine(stack, "machine", {
    encryptionKey,
    description: "Does it",
    definition: () => ({}),
  });
  const fixed = { encryptionKey, description: "Failed" };
  new EventRule(stack, "rule", {
    pattern: { source: ["aws.${x}"] },
    patternLength: 20,
    description: "Starts it",
    target: {
      stateMachine,
      role: stateMachine.role,
      deadLetterQueue: new DeadLetterQueue(stack, "queue", fixed),
      input: { fromEvent: { time: "$.time" }, constants: { a: "<b>", z: '"' } },
    },
    ...props,
  });
}

describe("a rule", () => {
  it("starts the machine with constants, and with what stands in the event", () => {
    const stack = testStack();
    ruleIn(stack, { description: "Of ${orders}" });
    const { only } = synth(stack);
    expect(only("aws_cloudwatch_event_rule")).toMatchObject({
      name: "test-rule",
      description: "Of $${orders}",
      event_pattern: '{"source":["aws.\\u0024{x}"]}',
    });
    expect(only("aws_cloudwatch_event_target")["input_transformer"]).toEqual({
      input_paths: { time: "$.time" },
      input_template: '{"a":"<b>","time":<time>,"z":"\\""}',
    });
  });

  it("may put what it could not deliver into the queue", () => {
    const stack = testStack();
    ruleIn(stack);
    expect(synth(stack).only("aws_sqs_queue_policy")["policy"]).toContain(
      `arn:aws:events:${HERE}:rule/test-rule`,
    );
  });

  it("is refused with a pattern that is too long", () => {
    expect(() => ruleIn(testStack(), { patternLength: 2049 })).toThrow(
      "test/rule: `pattern` must be at most 2048 characters, got 2049",
    );
  });
});

const pattern = (names: readonly string[]) => ({ detail: { name: names } });

describe("patterns", () => {
  it("hold as many items as fit to the character", () => {
    // GIVEN names of which 100 make 2048 characters, brackets and commas included
    const empty = patternLength(pattern([]));
    const width = (2048 - empty + 1) / 100 - 3;
    const names = Array.from({ length: 101 }, (_, index) =>
      String(index).padStart(Math.floor(width), "0"),
    );
    const rest = 2048 - patternLength(pattern(names.slice(0, 100)));
    const exact = names.map((name, index) => (index === 0 ? name + "x".repeat(rest) : name));
    // WHEN
    const parts = splitByPatternSize(exact, pattern);
    // THEN
    expect(patternLength(pattern(exact.slice(0, 100)))).toBe(2048);
    expect(parts).toEqual([exact.slice(0, 100), exact.slice(100)]);
  });

  it("of nothing are none", () => {
    expect(splitByPatternSize([], pattern)).toEqual([]);
  });

  it("of one item too long hold it alone: its rule then says so", () => {
    const long = "a".repeat(3000);
    expect(splitByPatternSize(["a", long, "b"], pattern)).toEqual([["a"], [long], ["b"]]);
  });

  it("count what Terraform only knows at its greatest length", () => {
    const unknown = Token.asString({ resolve: () => "x" });
    expect(patternLength(pattern([unknown]))).toBe(patternLength(pattern(["?".repeat(90)])));
  });
});

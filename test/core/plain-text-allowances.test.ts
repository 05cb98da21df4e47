import { PlainText, SecretValue } from "cdktf-ecs-secrets/core";
import { LogDriver } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { image, Secrets, taskIn } from "../ecs/support/fixtures";
import { synth, testStack, type Synthesized } from "../support/synth";

const reason = "the password of a public sandbox";
const plain = (text: string): string => PlainText.of(text, { reason });

function allowances({ variables }: Synthesized): unknown {
  return variables["plain_text_allowances"]?.["default"];
}

it("a stack without allowances has no variable for them", () => {
  const stack = testStack({ defaultTags: { owner: "orders" } });
  taskIn(stack).addContainer("web", { image, environment: { LOG_LEVEL: "info" } });
  expect(synth(stack).variables).toEqual({});
});

it("every allowed text is listed with its resource, its field and the reason, and never itself", () => {
  // GIVEN
  const stack = testStack();
  const task = taskIn(stack, { compatibility: "EC2", tags: { Password: plain("hunter2") } });
  // WHEN
  task.addContainer("web", {
    image,
    environment: { DB_PASSWORD: plain("hunter2"), LOG_LEVEL: "info" },
    labels: { token: plain("hunter2") },
    command: ["serve", "--password", plain("hunter2")],
    logging: LogDriver.syslog({ tag: plain("hunter2") }),
  });
  const { key } = new Secrets(stack);
  new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey: key,
    value: SecretValue.json({
      host: plain("postgres://a:hunter2@b"),
      password: SecretValue.generated(),
    }),
    revision: 1,
  });
  // THEN
  const synthesized = synth(stack);
  const [address] = Object.keys(synthesized.resources("aws_ecs_task_definition"));
  const resource = `aws_ecs_task_definition.${address}`;
  const listed = allowances(synthesized) as readonly { readonly resource: string }[];
  expect(listed.filter((row) => row.resource === resource)).toEqual(
    [
      "tags.Password",
      "web.command[2]",
      "web.dockerLabels.token",
      "web.environment.DB_PASSWORD",
      "web.logConfiguration.options.tag",
    ].map((field) => ({ resource, field, reason })),
  );
  expect(listed.filter((row) => row.resource !== resource)).toEqual([
    expect.objectContaining({ field: "value.host", reason }),
  ]);
  expect(JSON.stringify(listed)).not.toMatch(/hunter2/);
});

describe("a mark that plain JavaScript makes", () => {
  const marked = (...args: readonly unknown[]): string =>
    (PlainText.of as (...args: readonly unknown[]) => string)(...args);
  const inEnvironment = (text: string) => () =>
    taskIn(testStack()).addContainer("web", { image, environment: { DB_PASSWORD: text } });
  const inTags = (text: string) => () => {
    const stack = testStack();
    taskIn(stack, { tags: { Password: text } }).addContainer("web", { image });
    return synth(stack);
  };

  it.each<[string, unknown, string]>([
    ["without props", undefined, "\\.reason` must be given, got nothing.*\\[prop-needed\\]"],
    ["without a reason", {}, "\\.reason` must be given, got nothing.*\\[prop-needed\\]"],
    [
      "with a mistyped reason",
      { reson: reason },
      "\\.reson` must be a prop.*Did you mean `\\S+\\.reason`.*\\[unknown-prop\\]",
    ],
    ["with props of another type", 5, "` must have a value.*got a number where an object.*"],
    [
      "with a reason of another type",
      { reason: [reason] },
      "\\.reason` must have a value.*got a list where a text belongs.*\\[prop-type\\]",
    ],
    [
      "with a number as reason",
      { reason: 5 },
      "` must say in 10 characters.*\\[plain-text-reason\\]",
    ],
  ])("%s is refused where it is used, by its path", (_, props, message) => {
    const text = marked("hunter2", props);
    expect(inEnvironment(text)).toThrow(
      new RegExp(`^test/\\S+: \`environment\\.DB_PASSWORD${message}`),
    );
    expect(inTags(text)).toThrow(new RegExp(`test/\\S+: \`tags\\.Password${message}`));
  });

  it.each<[unknown, string]>([
    [null, "null"],
    [["hunter2"], "a list"],
    [{}, "an object"],
  ])("of %j is refused as what it is", (text, got) => {
    expect(inEnvironment(marked(text, { reason }))).toThrow(
      `\`environment.DB_PASSWORD\` must have a value of its type, got ${got} where a text belongs.`,
    );
  });

  it.each([5, true])("of %j is its text", (text) => {
    const stack = testStack();
    const password = marked(text, { reason });
    taskIn(stack).addContainer("web", { image, environment: { DB_PASSWORD: password } });
    const synthesized = synth(stack);
    expect(allowances(synthesized)).toHaveLength(1);
    expect(JSON.stringify(synthesized.json)).toContain(`\\"value\\":\\"${String(text)}\\"`);
  });
});

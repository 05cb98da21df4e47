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

import { ContainerSecrets, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { synth, testStack, plainName } from "../../support/synth";
import { image, Secrets, taskIn } from "../support/fixtures";

describe("ContainerSecrets", () => {
  it("is the fragment for a task definition registered elsewhere, and grants its reader", () => {
    // GIVEN
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role");
    const secrets = new Secrets(stack);
    // WHEN
    const fragment = new ContainerSecrets(
      stack,
      {
        B: SecretReference.fromSsmParameter(secrets.parameter("b")),
        A: SecretReference.fromSsmParameter(secrets.parameter("a")),
      },
      role,
    );
    // THEN
    const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders";
    expect(fragment.toJson()).toEqual([
      { name: "A", valueFrom: `${arn}/a` },
      { name: "B", valueFrom: `${arn}/b` },
    ]);
    const names = Object.values(synth(stack).resources("aws_iam_role_policy")).map((p) =>
      plainName(p["name_prefix"]),
    );
    expect(names.sort()).toEqual(["decrypt-secrets", "read-secrets"]);
  });

  it("refuses a variable's name, and says whose it is", () => {
    const stack = testStack();
    const reference = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    const role = new TaskExecutionRole(stack, "role");
    expect(() => new ContainerSecrets(stack, { "MY KEY": reference }, role)).toThrow(
      new Error(
        'test: `secrets` must be a non-empty name without `=` or blanks, got "MY KEY". Use capitals and `_`, such as DB_PASSWORD. [ecs-variable-name]',
      ),
    );
  });
});

describe("secrets", () => {
  it("are what starting the container needs", () => {
    const stack = testStack();
    const reference = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    const container = taskIn(stack).addContainer("web", { image, secrets: { A: reference } });
    expect(container.references).toEqual([reference]);
  });

  it("are refused with a key that the secret does not have, by the variable's name", () => {
    const stack = testStack();
    const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), {
      jsonKey: "pasword",
    });
    const task = taskIn(stack);
    expect(() => task.addContainer("web", { image, secrets: { A: reference } })).toThrow(
      "test/task/web: `secrets.A` must be a key that the secret's JSON value has, got pasword (it has password, username).",
    );
  });
});

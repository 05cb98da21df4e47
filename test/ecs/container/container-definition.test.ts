import { collectProblems } from "cdktf-ecs-secrets/core";
import { ContainerDefinition, LogDriver, SecretReference } from "cdktf-ecs-secrets/ecs";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { testStack } from "../../support/synth";
import { image, Secrets, synthesizing, taskIn } from "../support/fixtures";

describe("ContainerDefinition", () => {
  it("hands out what starting it needs", () => {
    // GIVEN
    const stack = testStack();
    const apiKey = SecretReference.fromSsmParameter(new Secrets(stack).parameter("api-key"));
    const logGroup = new LogGroup(stack, "logs");
    const logging = LogDriver.awsLogs({ logGroup });
    // WHEN
    const secrets = { API_KEY: apiKey };
    const container = taskIn(stack).addContainer("web", { image, secrets, logging });
    // THEN
    expect(container).toBeInstanceOf(ContainerDefinition);
    expect(container.containerName).toBe("web");
    expect(container.references).toEqual([apiKey]);
    expect(container.dependables.map(({ fqn }) => fqn)).toEqual(
      [...apiKey.dependables, ...logGroup.dependables].map(({ fqn }) => fqn),
    );
  });

  it("refuses a container's name", () => {
    expect(() => taskIn(testStack()).addContainer("my web", { image })).toThrow(
      new Error(
        'test/task/my web: `name` must be 1 to 255 letters, digits, `_` or `-`, got "my web". Use a name such as orders-dev. [ecs-name]',
      ),
    );
  });

  it("needs a platform that can do what it uses", () => {
    const stack = testStack();
    const secret = new Secrets(stack).secret("db");
    const reference = SecretReference.fromSecretsManager(secret, { jsonKey: "password" });
    const task = taskIn(stack, { platformVersion: "1.3.0" });
    expect(() => task.addContainer("web", { image, secrets: { A: reference } })).toThrow(
      "test/task/web: `platformVersion` must be new enough for what the container uses, got 1.3.0, but a JSON key or version of a secret needs 1.4.0.",
    );
  });
});

describe("a container's name", () => {
  it.each(["execution-role", "task-role", "task-definition"])("is not %s", (name) => {
    expect(synthesizing({ [name]: {} })).toThrow(
      new Error(
        `test/task: \`addContainer\` must be another name than execution-role, task-role and task-definition, got "${name}". Rename the container, for example after its program. [ecs-container-name-reserved]`,
      ),
    );
  });

  it("is one problem, where problems are collected", () => {
    // GIVEN
    const stack = testStack();
    const problems = collectProblems(stack);
    const task = taskIn(stack);
    // WHEN
    task.addContainer("task-definition", { image });
    task.addContainer("execution-role", { image });
    expect(task.executionRole.node.id).toBe("execution-role");
    // THEN
    expect(problems.map(({ rule }) => rule)).toEqual([
      "ecs-container-name-reserved",
      "ecs-container-name-reserved",
    ]);
  });
});

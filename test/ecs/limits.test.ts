import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../support/synth";
import { containersOf, image, Secrets, taskIn } from "./support/fixtures";

describe("what ECS would reject at registration", () => {
  it("is an 11th container", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    for (let index = 1; index <= 10; index += 1) task.addContainer(`c${index}`, { image });
    expect(containersOf(stack)).toHaveLength(10);
    // WHEN
    const adding = () => task.addContainer("c11", { image });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task: `addContainer` must hold at most 10 containers, got 11. Move some to a task definition of their own. [ecs-container-count]",
      ),
    );
  });

  it("is a definition of more than 64 KiB, counted in bytes", () => {
    // GIVEN
    const sized = (text: string) => {
      const stack = testStack();
      taskIn(stack).addContainer("web", { image, environment: { TEXT: text } });
      return () => synth(stack);
    };
    // WHEN
    const fits = sized("a".repeat(65_000));
    const tooLong = sized("a".repeat(65_600));
    const tooLongInBytes = sized("ä".repeat(33_000));
    // THEN
    expect(fits).not.toThrow();
    for (const refused of [tooLong, tooLongInBytes]) {
      expect(refused).toThrow(
        /\[test\/task\] `containers` must be at most 65536 bytes in all, got 6\d{4}\. Move plain settings into an environment file or into the image\. \[ecs-definition-size\]/,
      );
    }
  });

  it("is a definition that grows over 64 KiB with the ARNs of secrets that are new", () => {
    // GIVEN
    const stack = testStack();
    const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), {
      jsonKey: "password",
    });
    // About 73 bytes each as tokens, and 143 as ARNs.
    const names = Array.from({ length: 480 }, (_, index) => `VARIABLE_${index}`);
    const secrets = Object.fromEntries(names.map((name) => [name, reference]));
    // WHEN
    taskIn(stack).addContainer("web", { image, secrets });
    // THEN
    expect(() => synth(stack)).toThrow(/\[ecs-definition-size\]/);
  });

  it.each([
    [256, 4096],
    [1024, 1024],
    [300, 512],
  ])("is cpu %d with %d MiB on Fargate", (cpu, memoryMiB) => {
    expect(() => taskIn(testStack(), { cpu, memoryMiB })).toThrow(
      new RegExp(
        `^test/task: \`memoryMiB\` must be a pair that Fargate offers \\(.*\\), got cpu ${cpu} with ${memoryMiB} MiB\\. Choose the next pair up\\. \\[ecs-fargate-size\\]$`,
      ),
    );
  });

  it("is a Fargate task without cpu or memory", () => {
    expect(() => taskIn(testStack(), { cpu: undefined })).toThrow(
      "got no cpu or no memoryMiB. Choose the next pair up. [ecs-fargate-size]",
    );
  });

  it("is a variable that is both a secret and a plain setting", () => {
    // GIVEN
    const stack = testStack();
    const secret = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    // WHEN
    const adding = () =>
      taskIn(stack).addContainer("web", {
        image,
        environment: { DB_PASSWORD: "in plain sight" },
        secrets: { DB_PASSWORD: secret },
      });
    // THEN: the value does not show
    expect(adding).toThrow(
      new Error(
        "test/task/web: `environment` must name each variable once in `environment` and `secrets` together, got DB_PASSWORD twice. Remove one of the two; a secret belongs into `secrets`. [ecs-variable-unique]",
      ),
    );
  });
});

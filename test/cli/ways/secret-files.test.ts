import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { secretFiles } from "../../../cli/src/ways/ways";
import { initContainerOf } from "../../support/init-container";
import { testStack } from "../../support/synth";

describe("files of a registered task definition", () => {
  it("are those that the modules synthesize, read by the task role", () => {
    // GIVEN
    const stack = testStack();
    const attributes = { parameterName: "/orders/api-key" };
    const reference = SecretReference.fromSsmParameter(
      SecureStringParameter.fromParameterAttributes(stack, "api-key", attributes),
    );
    const files = { "/run/secrets/b": reference, "/run/secrets/a": reference };

    // WHEN
    const { command } = initContainerOf(stack, { secretFiles: files });

    // THEN
    const valueFrom = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key";
    expect(secretFiles.mentions({ command: [...command] })).toEqual([
      { target: "/run/secrets/a", valueFrom },
      { target: "/run/secrets/b", valueFrom },
    ]);
    expect(secretFiles.reader).toBe("task");
  });

  it.each([[undefined], [[]], [["nginx"]], [["a script", "another-program", "/a", "arn:"]]])(
    "are none where the command is %j",
    (command) => {
      expect(secretFiles.mentions({ command })).toEqual([]);
    },
  );
});

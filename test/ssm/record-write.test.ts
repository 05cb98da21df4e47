import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack } from "../support/synth";

function parameterIn(stack: TerraformStack, revision: number): void {
  new SecureStringParameter(stack, "api-key", {
    parameterName: "/orders/api-key",
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision,
  });
}

describe("the record of the last write", () => {
  it("follows the write, and no plan passes while it is behind", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    parameterIn(stack, 2);

    // THEN
    const [name] = Object.keys(synth(stack).resources("aws_ssm_parameter"));
    const wanted = `aws_ssm_parameter.${name}.value_wo_version`;
    const records = Object.entries(synth(stack).resources("terraform_data"));
    const ofOne = records.filter(([id]) => id.startsWith("api-key_written_"));
    expect(ofOne).toHaveLength(1);
    expect(ofOne[0]?.[1]).toEqual({
      input: { version: `\${${wanted}}` },
      lifecycle: {
        create_before_destroy: true,
        ignore_changes: ["input"],
        replace_triggered_by: [wanted],
        postcondition: [
          {
            condition: `\${self.output.version == ${wanted}}`,
            error_message:
              "The last write of test/api-key was refused or cut off, so the value before it is still the current one. " +
              "Add 1 to its revision and apply with its value.",
          },
        ],
      },
    });
  });
});

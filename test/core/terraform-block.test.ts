import { TerraformVariable, Testing, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { EphemeralResource } from "../../modules/core/terraform-block";
import { bareStack, synth, testStack } from "../support/synth";
import { bound } from "../support/values";

describe("an ephemeral block", () => {
  it("stands among the stack's blocks, and asks for a Terraform that knows it", () => {
    // GIVEN
    const stack = bareStack();

    // WHEN
    const block = new EphemeralResource(stack, "token", {
      type: "vault_token",
      arguments: { ttl: 60, renewable: false, policy: undefined },
    });

    // THEN
    expect(synth(stack).json["ephemeral"]).toEqual({
      vault_token: { token: { ttl: 60, renewable: false } },
    });
    expect(synth(stack).terraform).toMatchObject({ required_version: ">= 1.11" });
    expect(block.attribute("value")).toBe("ephemeral.vault_token.token.value");
  });

  it("exists in JSON only, and says so", () => {
    const { stack } = bound(SecretValue.fromVariable("api_key"));
    expect(() => Testing.synthHcl(stack)).toThrow(
      "test/variable-api_key: ephemeral blocks exist in JSON output only; unset SYNTH_HCL_OUTPUT",
    );
  });
});

describe("a variable of a value", () => {
  const stored = (stack: TerraformStack) =>
    new SecretsManagerSecret(stack, "secret", {
      secretName: "orders",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.fromVariable("taken"),
      revision: 1,
    });

  it.each<[string, (stack: TerraformStack) => void]>([
    ["before", (stack) => void [new TerraformVariable(stack, "taken", {}), stored(stack)]],
    ["after", (stack) => void [stored(stack), new TerraformVariable(stack, "taken", {})]],
  ])("is none that the app declares %s it, which would change with it", (_when, make) => {
    const stack = testStack();
    make(stack);

    expect(() => synth(stack)).toThrow(
      /\[test\/secret\] `value` must name a variable of its own.*got taken, which the app declares by a TerraformVariable\. Name one of the two otherwise\. \[value-variable-free\]/,
    );
  });

  it("may be one that the app declares as ephemeral", () => {
    const stack = testStack();
    stored(stack);
    const variable = new TerraformVariable(stack, "taken", { description: "of the app" });
    variable.addOverride("ephemeral", true);

    expect(synth(stack).variables["taken"]).toMatchObject({
      description: "of the app",
      ephemeral: true,
    });
  });
});

import { Testing } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EphemeralResource } from "../../modules/core/terraform-block";
import { bareStack, synth } from "../support/synth";
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

import { TerraformVariable } from "cdktf";
import { SecretValue, type WrittenValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack } from "../support/synth";

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

const storing =
  (value: WrittenValue, tier?: "Standard" | "Advanced") =>
  (stack = testStack()): SecureStringParameter =>
    new SecureStringParameter(stack, "parameter", {
      parameterName: "/orders/api-key",
      encryptionKey: EncryptionKey.fromKeyArn(stack, "key", KEY_ARN),
      value,
      revision: 1,
      tier,
    });

const { generated, json, fromVariable } = SecretValue;
/** `{"a":"…"}` has 8 bytes beside its value. */
const jsonOf = (bytes: number): WrittenValue => json({ a: generated({ length: bytes - 8 }) });

describe("what is known about a parameter's value", () => {
  it.each<[string, WrittenValue, "Standard" | "Advanced" | undefined]>([
    ["a variable", fromVariable("api_key"), undefined],
    ["4096 bytes", generated({ length: 4096 }), "Standard"],
    ["JSON of 4096 bytes", jsonOf(4096), undefined],
    ["JSON of more in the Advanced tier", jsonOf(4097), "Advanced"],
    ["single braces", json({ a: generated(), b: "{a} { {" }), undefined],
  ])("fits: %s", (_what, value, tier) => {
    expect(storing(value, tier)).not.toThrow();
  });

  it.each<[WrittenValue, "Advanced" | undefined, string]>([
    [jsonOf(4097), undefined, "at least 4097 in the Standard tier"],
    [
      json({ a: generated({ length: 4096 }), b: generated({ length: 4083 }) }),
      "Advanced",
      "at least 8194 in the Advanced tier",
    ],
  ])("is refused where it is too long", (value, tier, got) => {
    expect(storing(value, tier)).toThrow(
      new Error(
        `test/parameter: \`value\` must be at most 4096 bytes, or 8192 in the Advanced tier, got ${got}. Use a Secrets Manager secret, which holds 65,536. [ssm-value-size]`,
      ),
    );
  });

  it("is refused with a template in it", () => {
    expect(storing(json({ a: generated(), text: "Dear {{name}}" }))).toThrow(
      new Error(
        "test/parameter: `value` must hold no `{{`, which Parameter Store takes for another parameter's name, got a text with one. Use a Secrets Manager secret, or write the template in the application. [ssm-value-nesting]",
      ),
    );
  });

  it("leaves out texts that only Terraform knows", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const value = json({ a: generated({ length: 4081 }), b: text });

    expect(value.leastBytes).toBe(4096);
    expect(() => storing(value)(stack)).not.toThrow();
  });
});

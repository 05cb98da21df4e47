import { SecretValue, type WrittenValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { testStack } from "../support/synth";

/** `{"a":"…","b":"…"}` has 15 bytes beside its values. */
const jsonOf = (bytes: number): WrittenValue =>
  SecretValue.json({
    a: SecretValue.generated({ length: 4096 }),
    b: "x ".repeat(bytes).slice(0, bytes - 4096 - 15),
  });

const storing = (value: WrittenValue) => () => {
  const stack = testStack();
  return new SecretsManagerSecret(stack, "secret", {
    secretName: "orders/db",
    encryptionKey: new EncryptionKey(stack, "key"),
    value,
    revision: 1,
  });
};

describe("what is known about a secret's value", () => {
  it("fits with 65,536 bytes", () => {
    expect(jsonOf(65_536).leastBytes).toBe(65_536);
    expect(storing(jsonOf(65_536))).not.toThrow();
  });

  it("is refused with one more", () => {
    expect(storing(jsonOf(65_537))).toThrow(
      new Error(
        "test/secret: `value` must be at most 65,536 bytes, got at least 65537. Share it out to several secrets, or keep it as an object of a SecretsBucket. [secretsmanager-value-size]",
      ),
    );
  });
});

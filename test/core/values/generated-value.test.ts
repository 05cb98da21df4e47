import { TerraformVariable } from "cdktf";
import { SecretValue, type GeneratedValueProps } from "cdktf-ecs-secrets/core";
import { Construct } from "constructs";
import { bareStack, synth } from "../../support/synth";
import { bound } from "../../support/values";

const TYPE = "aws_secretsmanager_random_password";

function passwordWith(props?: GeneratedValueProps) {
  const { stack } = bound(SecretValue.generated(props));
  return Object.values(synth(stack).ephemeral(TYPE));
}

describe("SecretValue.generated", () => {
  it("is an ephemeral random password of 32 characters", () => {
    // WHEN
    const { stack, expression } = bound(SecretValue.generated());

    // THEN
    const [[name, password] = []] = Object.entries(synth(stack).ephemeral(TYPE));
    expect(password).toEqual({ password_length: 32 });
    expect(expression).toBe(`ephemeral.${TYPE}.${name}.random_password`);
    expect(synth(stack).terraform["required_version"]).toBe(">= 1.11");
  });

  it("is drawn as it is told, templates in its characters being text", () => {
    expect(
      passwordWith({ length: 40, excludeCharacters: '"${%{', excludePunctuation: true }),
    ).toEqual([{ password_length: 40, exclude_characters: '"$${%%{', exclude_punctuation: true }]);
  });

  it.each([8, 4096])("may have %d characters", (length) => {
    expect(passwordWith({ length })).toEqual([{ password_length: length }]);
  });

  it("takes tokens", () => {
    // GIVEN
    const stack = bareStack();
    const length = new TerraformVariable(stack, "length", { type: "number" });

    // WHEN
    SecretValue.generated({ length: length.numberValue }).bind(new Construct(stack, "store"));

    // THEN
    expect(Object.values(synth(stack).ephemeral(TYPE))).toEqual([
      { password_length: "${var.length}" },
    ]);
  });

  it.each([7, 4097, 8.5, Number.NaN])("refuses %d characters", (length) => {
    expect(() => bound(SecretValue.generated({ length }))).toThrow(
      "test/store: `value` must be a whole number from 8 to 4096, " +
        `got ${JSON.stringify(length)}. 32 is the default. [value-generated-length]`,
    );
  });

  it("refuses more than 4096 characters to exclude, as Secrets Manager does", () => {
    const excluding = (length: number) => () =>
      bound(SecretValue.generated({ excludeCharacters: "a".repeat(length) }));
    expect(excluding(4096)).not.toThrow();
    expect(excluding(4097)).toThrow(
      "test/store: `value` must be at most 4096 characters, got 4097 characters. Name each character once. [value-generated-exclusion]",
    );
  });

  it("is another password for every secret that uses it", () => {
    // GIVEN
    const stack = bareStack();
    const value = SecretValue.generated();

    // WHEN
    value.bind(new Construct(stack, "a"));
    value.bind(new Construct(stack, "b"));

    // THEN
    expect(Object.keys(synth(stack).ephemeral(TYPE))).toHaveLength(2);
  });

  it("is text, drawn anew at every write", () => {
    expect(SecretValue.generated()).toMatchObject({ shape: { kind: "text" }, drawsAnew: true });
  });
});

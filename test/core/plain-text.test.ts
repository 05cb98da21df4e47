import { TerraformOutput } from "cdktf";
import { PlainText } from "cdktf-ecs-secrets/core";
import { hclString, literalText } from "../../modules/core/terraform-json";
import { jsonEmbedded } from "../../modules/core/json-embedded";
import { bareStack, rendered, synth } from "../support/synth";

const reason = "the password of a public sandbox";

describe("PlainText", () => {
  it("is what it says, wherever Terraform takes a text", () => {
    // GIVEN
    const stack = bareStack();
    const plain = PlainText.of("public", { reason });
    // WHEN
    new TerraformOutput(stack, "whole", { value: plain, staticId: true });
    new TerraformOutput(stack, "part", { value: `a ${plain} b`, staticId: true });
    // THEN
    expect(synth(stack).outputs).toMatchObject({
      whole: { value: "public" },
      part: { value: "a public b" },
    });
  });

  it("is a literal like any other inside JSON, expressions and plain arguments", () => {
    const stack = bareStack();
    const plain = PlainText.of('"${a}"', { reason });

    expect(jsonEmbedded(stack, "text", `x${plain}`)).toBe('x"${a}"');
    expect(hclString(plain)).toBe(hclString('"${a}"'));
    expect(literalText(plain)).toBe('"$${a}"');
    expect(rendered(stack, literalText(`x${plain}`))).toBe('x"$${a}"');
  });

  it("starts no expression of Terraform where it stands alone", () => {
    const stack = bareStack();
    const plain = PlainText.of("${a} %{b} $c", { reason });

    expect(rendered(stack, plain)).toBe("$${a} %%{b} $c");
    expect(rendered(stack, `x ${plain}`)).toBe("x $${a} %%{b} $c");
  });

  it("can be found again with its reason", () => {
    const one = PlainText.of("1", { reason });
    const two = PlainText.of("2", { reason: "another one" });

    expect(PlainText.in(`${one}, ${two}`).map((plain) => plain.reason)).toEqual([
      reason,
      "another one",
    ]);
    expect(PlainText.in("none")).toEqual([]);
    expect(PlainText.replace(`${one}, ${two}`)).toBe("1, 2");
  });
});

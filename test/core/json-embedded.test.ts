import { TerraformOutput, TerraformVariable } from "cdktf";
import { terraformJson } from "cdktf-ecs-secrets/core";
import { jsonEmbedded } from "../../modules/core/json-embedded";
import { describeWith } from "../support/requires";
import { bareStack, synth } from "../support/synth";
import { evaluate } from "../support/terraform";

describe("jsonEmbedded", () => {
  it("leaves known text alone", () => {
    const stack = bareStack();
    expect(jsonEmbedded(stack, "text", 'a "b" ${c}')).toBe('a "b" ${c}');
    expect(synth(stack).locals).toEqual({});
  });

  it("keeps the document JSON whatever the expression is", () => {
    // GIVEN
    const stack = bareStack();
    const variable = new TerraformVariable(stack, "map", { type: "map(string)" });

    // WHEN
    const text = jsonEmbedded(stack, "text", `${variable.stringValue}["a b"]`);
    const value = terraformJson({ text });
    new TerraformOutput(stack, "document", { value, staticId: true });

    // THEN
    const { outputs } = synth(stack);
    expect(JSON.parse(String(outputs["document"]?.["value"]))).toEqual({
      text: expect.stringMatching(/^\$\{local\.[\w-]+\}$/),
    });
  });
});

describeWith("jsonEmbedded in Terraform", ["terraform"], () => {
  it.each(['"quoted"', "back\\slash", "line\nbreak\t", "${a} %{b} $${c}", "ü 😀 <&>", ""])(
    "delivers %j",
    async (held) => {
      // GIVEN
      const stack = bareStack();
      const variable = new TerraformVariable(stack, "held", { type: "string" });

      // WHEN
      const text = jsonEmbedded(stack, "text", `"\${" } ${variable.stringValue} "$`);
      const value = terraformJson({ text });
      new TerraformOutput(stack, "document", { value, staticId: true });
      const { document } = await evaluate(synth(stack).json, { held });

      // THEN
      expect(JSON.parse(String(document))).toEqual({ text: `"\${" } ${held} "$` });
    },
  );
});

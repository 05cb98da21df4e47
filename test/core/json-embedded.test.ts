import { TerraformLocal, TerraformOutput, TerraformVariable } from "cdktf";
import { terraformJson } from "cdktf-ecs-secrets/core";
import { jsonEmbedded } from "../../modules/core/json-embedded";
import { describeWith } from "../support/requires";
import { bareStack, synth } from "../support/synth";
import { evaluate } from "../support/terraform";

jest.setTimeout(60_000);

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

describeWith("a token of another type in a JSON document", ["terraform"], () => {
  const types = { number: "number", flag: "bool" } as const;

  it.each([
    ["number", "5432", "5432"],
    ["number", "8080", "8080"],
    ["number", "1234567890123", "1234567890123"],
    ["number", "0.5", "0.5"],
    ["number", "-1", "-1"],
    ["flag", "true", "true"],
    ["flag", "false", "false"],
  ] as const)("is Terraform's text of the %s %s", async (type, held, expected) => {
    // GIVEN
    const stack = bareStack();
    const variable = new TerraformVariable(stack, "held", { type: types[type] });
    // WHEN alone, and inside a literal
    const alone = jsonEmbedded(stack, "alone", variable.stringValue);
    const within = jsonEmbedded(stack, "within", `a ${variable.stringValue} b`);
    const value = terraformJson({ alone, within });
    new TerraformOutput(stack, "document", { value, staticId: true });
    const { document } = await evaluate(synth(stack).json, { held });
    // THEN
    expect(JSON.parse(String(document))).toEqual({ alone: expected, within: `a ${expected} b` });
  });

  it("fails where it is null, and the local says which", async () => {
    const stack = bareStack();
    const variable = new TerraformVariable(stack, "held", { type: "number" });
    const local = new TerraformLocal(stack, "none", "${var.held == 0 ? null : var.held}");
    expect(variable.friendlyUniqueId).toBe("held");
    const value = terraformJson({ text: jsonEmbedded(stack, "variable-PORT", local.asString) });
    new TerraformOutput(stack, "document", { value, staticId: true });
    await expect(evaluate(synth(stack).json, { held: "0" })).rejects.toThrow(/null/);
  });
});

it("two names that constructs takes for one get two locals", () => {
  const stack = bareStack();
  const variable = new TerraformVariable(stack, "held", { type: "string" });
  const texts = ["a/b", "a--b"].map((id) => jsonEmbedded(stack, id, variable.stringValue));
  new TerraformOutput(stack, "document", { value: terraformJson(texts) });
  expect(Object.keys(synth(stack).locals)).toHaveLength(2);
});

import { Fn, TerraformIterator, TerraformLocal, TerraformOutput, TerraformVariable } from "cdktf";
import { terraformJson } from "cdktf-ecs-secrets/core";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { jsonEmbedded, policyText } from "../../modules/core/json-embedded";
import { textOf } from "../../modules/core/terraform-json";
import { describeWith } from "../support/requires";
import { bareStack, synth, testStack } from "../support/synth";
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

describe("policyText", () => {
  const setUp = () => {
    const stack = bareStack();
    const words = new TerraformVariable(stack, "words", { type: "list(string)" });
    return { stack, joined: Fn.join("/", words.listValue) };
  };

  it("leaves known texts and plain references alone", () => {
    const { stack } = setUp();
    const variable = new TerraformVariable(stack, "v", { type: "string" });
    expect(policyText(stack, "name", "a")).toBe("a");
    const text = `a-${variable.stringValue}`;
    expect(policyText(stack, "name", text)).toBe(text);
  });

  it("moves what holds quotes into one local, so that a policy stays JSON", () => {
    const { stack, joined } = setUp();
    const text = policyText(stack, "name", joined);
    expect(policyText(stack, "other", joined)).toBe(text);
    new TerraformOutput(stack, "it", { value: terraformJson({ text }), staticId: true });
    const { outputs, locals } = synth(stack);
    expect(JSON.parse(String(outputs["it"]?.["value"]))).toEqual({ text: "${local.text-of-name}" });
    expect(locals["text-of-name"]).toBe('${join("", [join("/", var.words)])}');
  });

  it("keeps two texts of one prop apart", () => {
    const { stack, joined } = setUp();
    expect(policyText(stack, "name", joined)).not.toBe(policyText(stack, "name", `${joined}x`));
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

it("refuses what Terraform knows inside a repeated resource only", () => {
  const stack = testStack();
  const names = new TerraformVariable(stack, "names", { type: "set(string)" }).listValue;
  const each = TerraformIterator.fromList(names).value as string;
  const logs = new LogGroup(stack, "logs", { logGroupName: `/app/${textOf(each)}` });
  expect(logs.node.id).toBe("logs");
  expect(() => synth(stack)).toThrow(
    /hold no `each\.key`, .*got `each\.value` .*\. Make a construct for each/,
  );
});

import {
  Fn,
  TerraformLocal,
  TerraformOutput,
  TerraformVariable,
  Token,
  type TerraformStack,
} from "cdktf";
import { terraformJson, type Json } from "cdktf-ecs-secrets/core";
import { numbersEmbedded } from "../../modules/core/internal";
import { describeWith } from "../support/requires";
import { bareStack, rendered, synth } from "../support/synth";
import { evaluate } from "../support/terraform";

jest.setTimeout(60_000);

const number = (stack: TerraformStack, id: string): TerraformVariable =>
  new TerraformVariable(stack, id, { type: "number" });

/** The document as another program finds it. */
function document(stack: TerraformStack, fields: Readonly<Record<string, Json>>): string {
  return terraformJson(numbersEmbedded(stack, "", fields));
}

describe("numbers in JSON", () => {
  it("that are known stay numbers, and nothing is added", () => {
    const stack = bareStack();
    const fields = { cpu: 256, list: [1, 2], inner: { flag: true, none: undefined, text: "a" } };
    expect(document(stack, fields)).toBe(JSON.stringify(fields));
  });

  it("that only Terraform knows leave the document JSON", () => {
    const stack = bareStack();
    const cpu = number(stack, "cpu").numberValue;
    const text = document(stack, { name: "web", cpu, ports: [{ containerPort: cpu }] });
    const read = JSON.parse(String(rendered(stack, text))) as Readonly<Record<string, unknown>>;
    expect(read["name"]).toBe("web");
    expect(Object.keys(read)[1]).toMatch(/^cpu\$\{local\.[\w-]+\}$/);
    expect(JSON.stringify(read["ports"])).toMatch(
      /^\[\{"containerPort\$\{local\.[\w-]+\}":""\}\]$/,
    );
  });
});

describeWith("numbers in JSON that only Terraform knows", ["terraform"], () => {
  const evaluated = async (values: Readonly<Record<string, string>>): Promise<unknown> => {
    const stack = bareStack();
    const cpu = number(stack, "cpu").numberValue;
    const flag = new TerraformVariable(stack, "flag", { type: "bool" }).booleanValue;
    const sum = Token.asNumber(Fn.sum([cpu, 1]));
    const fields = {
      name: "web",
      cpu,
      sum,
      essential: flag as unknown as boolean,
      codes: [1, cpu],
      ports: [{ containerPort: cpu, hostPort: cpu, protocol: "tcp" }],
      last: 1,
    };
    const value = document(stack, fields);
    new TerraformOutput(stack, "document", { value, staticId: true });
    const outputs = await evaluate(synth(stack).json, values);
    return JSON.parse(String(outputs["document"]));
  };

  it.each([256, 1_000_000, 123_456_789_012, 0.5])("are numbers in the result: %d", async (cpu) => {
    expect(await evaluated({ cpu: String(cpu), flag: "true" })).toEqual({
      name: "web",
      cpu,
      sum: cpu + 1,
      essential: true,
      codes: [1, cpu],
      ports: [{ containerPort: cpu, hostPort: cpu, protocol: "tcp", "": "" }],
      last: 1,
      "": "",
    });
  });

  it("fail where they are null", async () => {
    const stack = bareStack();
    number(stack, "zero");
    const none = new TerraformLocal(stack, "none", "${var.zero == 0 ? null : var.zero}").asNumber;
    const value = document(stack, { cpu: none });
    new TerraformOutput(stack, "document", { value, staticId: true });
    await expect(evaluate(synth(stack).json, { zero: "0" })).rejects.toThrow(/null/);
    expect(await evaluate(synth(stack).json, { zero: "2" })).toEqual({
      document: '{"cpu":2,"":""}',
    });
  });
});

import { Lazy, TerraformOutput, TerraformVariable, Token } from "cdktf";
import { terraformJson } from "cdktf-ecs-secrets/core";
import { hclString, literalText, terraformText } from "../../modules/core/terraform-json";
import fc from "fast-check";
import { describeWith } from "../support/requires";
import { bareStack, rendered, synth } from "../support/synth";
import { evaluate } from "../support/terraform";

const TRICKY: readonly string[] = [
  "",
  'say "hi"',
  "back\\slash \\n \\${x}",
  "${var.x}",
  "%{ if true }",
  "$${x} $$${x} %%{x} $$ %% $ %",
  "open ${ never closed",
  "closed } never opened } {",
  "\b\f\n\r\t",
  "ü 😀 \u2028 <&>",
  "$",
  "$$",
  "%",
  "#{list} &{map}",
];
/** What the variable holds is Terraform's business: it must arrive whatever it is. */
const HELD = '"${held}" %{} \\';

const ways: Readonly<Record<string, (text: string) => string>> = {
  literalText,
  hclString: (text) => `\${${hclString(text)}}`,
  // Terraform hands over JSON text; its reader parses it.
  terraformJson: (text) => terraformJson({ text }),
};

/** Evaluates every text in every way, each surrounded by a token as `place` says. */
async function throughTerraform(
  texts: readonly string[],
  place: (text: string, token: string) => string,
  held: string,
): Promise<Readonly<Record<string, unknown>>> {
  const stack = bareStack();
  const variable = new TerraformVariable(stack, "held", { type: "string" });
  for (const [way, write] of Object.entries(ways)) {
    for (const [index, text] of texts.entries()) {
      const value = write(place(text, variable.stringValue));
      new TerraformOutput(stack, `${way}-${index}`, { value, staticId: true });
    }
  }
  const outputs = await evaluate(synth(stack).json, { held });
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      name.startsWith("terraformJson") ? textIn(String(value)) : value,
    ]),
  );
}

function textIn(json: string): unknown {
  return (JSON.parse(json) as { readonly text: unknown }).text;
}

function expected(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(ways).flatMap((way) => texts.map((text, index) => [`${way}-${index}`, text])),
  );
}

jest.setTimeout(60_000);

describeWith("what Terraform reads back", ["terraform"], () => {
  it.each<[string, (text: string, token: string) => string]>([
    ["alone", (text) => text],
    ["before a token", (text, token) => text + token],
    ["after a token", (text, token) => token + text],
    ["between tokens", (text, token) => token + text + token + text + token],
  ])("is the text that was written: %s", async (_where, place) => {
    // JSON has no place for a token's quotes: see jsonEmbedded.
    const held = "held";
    expect(await throughTerraform(TRICKY, place, held)).toEqual(
      expected(TRICKY.map((text) => place(text, held))),
    );
  });

  it("is the text that was written, for any text", async () => {
    const texts = fc.sample(
      fc.array(fc.constantFrom(...'${}%"\\ab\n\t=~'.split(""), "${", "%{", "\b"), {
        maxLength: 12,
      }),
      { numRuns: 200, seed: 1 },
    );
    const joined = texts.map((characters) => characters.join(""));
    const place = (text: string, token: string) => text + token + text;
    expect(await throughTerraform(joined, place, "held")).toEqual(
      expected(joined.map((text) => place(text, "held"))),
    );
  }, 30_000);

  it("is exactly what a token holds, in plain text and in expressions", async () => {
    // GIVEN
    const stack = bareStack();
    const variable = new TerraformVariable(stack, "held", { type: "string" });
    const text = `a "\${" ${variable.stringValue} b`;

    // WHEN
    new TerraformOutput(stack, "plain", { value: literalText(text), staticId: true });
    new TerraformOutput(stack, "expression", { value: `\${${hclString(text)}}`, staticId: true });

    // THEN
    const whole = `a "\${" ${HELD} b`;
    expect(await evaluate(synth(stack).json, { held: HELD })).toEqual({
      plain: whole,
      expression: whole,
    });
  });
});

describe("terraformJson", () => {
  it("is JSON that another program reads as it was meant", () => {
    const document = Object.fromEntries(TRICKY.map((text) => [`key ${text}`, [text, 1, true]]));
    expect(JSON.parse(String(rendered(bareStack(), terraformJson(document))))).toEqual(document);
  });

  it("leaves tokens as plain references, also behind text that looks like one", () => {
    // GIVEN
    const stack = bareStack();
    const variable = new TerraformVariable(stack, "held", { type: "string" });

    // WHEN
    const text = String(rendered(stack, terraformJson({ a: `\${ ${variable.stringValue}` })));

    // THEN
    expect(JSON.parse(text)).toEqual({ a: "${ ${var.held}" });
  });

  it("leaves out what is undefined", () => {
    expect(terraformJson({ a: undefined, b: [1] })).toBe('{"b":[1]}');
  });

  it("refuses list tokens", () => {
    expect(() => terraformJson({ list: Token.asList("${var.list}") })).toThrow(
      "`list` is a list that is only known to Terraform, which cannot be part of a JSON document: pass a list of strings instead",
    );
  });
});

describe("literalText", () => {
  it("leaves out what is undefined, and ordinary text alone", () => {
    expect(literalText(undefined)).toBeUndefined();
    expect(literalText("costs $5, 10%")).toBe("costs $5, 10%");
  });
});

describe("a text that is produced at synthesis", () => {
  it("is refused in an expression where there is none", () => {
    const none = Lazy.stringValue({ produce: () => undefined });
    expect(() => rendered(bareStack(), `\${jsonencode(${hclString(none)})}`)).toThrow(
      "must be one, got undefined",
    );
  });

  const lazy = (text: string): string => Lazy.stringValue({ produce: () => text });
  type Of = (given: string) => string;

  it.each<[string, Of, string, string]>([
    ["of the code", () => 'say "hi"', 'say "hi"', '${jsonencode({ a = "say \\"hi\\"" })}'],
    [
      "of Terraform",
      (given) => given,
      '${join("", [var.held])}',
      "${jsonencode({ a = var.held })}",
    ],
    [
      "of both",
      (given) => `a-${given}`,
      "a-${var.held}",
      '${jsonencode({ a = join("", ["a-", var.held]) })}',
    ],
  ])("is what it is, %s", (_what, of, argument, expression) => {
    const stack = bareStack();
    const text = of(new TerraformVariable(stack, "held", { type: "string" }).stringValue);
    const written = terraformText(lazy(text));
    expect(rendered(stack, written)).toBe(argument);
    for (const each of [lazy(text), written]) {
      expect(rendered(stack, `\${jsonencode({ a = ${hclString(each)} })}`)).toBe(expression);
    }
  });
});

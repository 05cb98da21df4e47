import { TerraformLocal, TerraformOutput } from "cdktf";
import { madeTexts, type Said } from "../../modules/core/made-texts";
import { describeWith } from "../support/requires";
import { bareStack, synth } from "../support/synth";
import { evaluate } from "../support/terraform";

const LOCALS: Readonly<Record<string, unknown>> = {
  stage: "dev",
  path: "/orders/${local.stage}",
  parts: ["orders", "${local.stage}"],
  names: { key: "api-key", more: { key: "other" } },
  count: 3,
};

const said: Said = (root, name) => (root === "local" ? LOCALS[name] : undefined);
const whole = (text: string): string | undefined => madeTexts(text, said)[0];

const KNOWN: readonly string[] = [
  "plain",
  "${local.path}/key",
  '${join("/", ["", "a", local.stage])}',
  '${join("-", local.parts)}',
  '${join("", [format("/%s/%s", local.stage, "k-%"), "x"])}',
  '${format("%d of 100%%", local.count)}',
  '${trimprefix(local.path, "/")}',
  '${trimprefix("a/b", "/")}',
  "${local.names.key}-${local.names.more.key}",
  '${local.names["key"]}',
  '${upper(lower("Ab"))}${trimspace(" x ")}',
  '${lookup(local.names, "key")}-${lookup({ "a" = "b" }, "a")}-${lookup({}, "a", "c")}',
  '${element(local.parts, 3)}/${element(concat(["a"], local.parts), 2)}',
  '${join(",", formatlist("/%s/b", local.parts))}',
  '${"in ${local.stage} \\"quoted\\" } {"}',
  "${nonsensitive(sensitive((local.stage)))}",
  "$${not.one} ${local.stage}",
];

describe("the texts that Terraform makes", () => {
  it.each([
    ["${var.a}", "${var.a}"],
    ['${join("", [var.a])}', "${var.a}"],
    ['a-${join("/", ["b", var.a])}', "a-b/${var.a}"],
    ['${trimprefix(join("", [var.a]), "/")}', '${trimprefix(var.a, "/")}'],
    ['${format("%05d", 1)}', '${format("%05d", "1")}'],
    ["${local.unknown}", "${local.unknown}"],
    ["${local.names}", "${local.names}"],
    ["${[for x in var.a : x]}", "${[for x in var.a : x]}"],
  ])("has %s in one form", (text, form) => {
    expect(whole(text)).toBe(form);
  });

  it.each([
    ['${var.a ? "/x/y" : local.path}', ["/x/y", "/orders/dev"]],
    [
      '${jsonencode({ "a" = [{ b = "/x/y", c = var.a }], d = local.path })}',
      ["/x/y", "${var.a}", "/orders/dev"],
    ],
    ['${var.a == "b" ? [local.stage] : ["/x/${local.stage}"]}', ["dev", "/x/dev", "${var.a}"]],
    ['${provider::aws::trim("/x/y", local.path)}', ["/x/y", "/orders/dev"]],
    ['${constructor("/x/y")}${toString(local.path)}', ["/x/y", "/orders/dev"]],
    ["${local.names}", ["api-key", "other"]],
    ["${[for x in local.parts : upper(x)]}", ["orders", "dev"]],
  ])("of %s are those that go into it", (text, texts) => {
    expect(madeTexts(text, said)).toEqual(expect.arrayContaining(texts));
  });

  it("ends soon where much is made of the same", () => {
    const twice: Said = (_root, name) => {
      const level = Number(name.slice(1));
      return level === 0 ? "x" : `\${local.l${level - 1}}-\${local.l${level - 1}}`;
    };
    const started = process.cpuUsage();
    const texts = madeTexts("${local.l40}", twice);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
    expect(texts[0]?.length).toBeLessThan(30_000);
    const layers: Said = (_root, name) => {
      const level = Number(name.slice(1));
      const inner = level === 0 ? "x" : `\${local.m${level - 1}}`;
      return Object.fromEntries([...Array(15).keys()].map((key) => [`k${key}`, inner]));
    };
    expect(madeTexts("${local.m9}", layers)).toContain("x");
  });

  it.each([
    ["brackets", "${" + "[".repeat(20_000)],
    ["a local of brackets", "${local.a" + "[".repeat(20_000)],
    ["quotes", "${" + '"${'.repeat(20_000)],
  ])("is itself where %s are too deep to be read", (_what, text) => {
    expect(madeTexts(text, said).length).toBeGreaterThan(0);
  });

  it("ends where a local is made of itself, or a text is broken", () => {
    const itself: Said = () => "${local.a}x";
    expect(madeTexts("${local.a}", itself)[0]).toBe("${local.a}x");
    for (const broken of ['${join("', "${", "${local.", '${f(["a"', "${a ? }", '${"${x'])
      expect(madeTexts(broken, said).length).toBeGreaterThan(0);
  });
});

describeWith("the texts that are known", ["terraform"], () => {
  it("are those of Terraform", async () => {
    // GIVEN
    const stack = bareStack();
    for (const [name, value] of Object.entries(LOCALS)) new TerraformLocal(stack, name, value);
    for (const [index, text] of KNOWN.entries()) {
      new TerraformOutput(stack, `o${index}`, { value: "", staticId: true }).addOverride(
        "value",
        text,
      );
    }
    // WHEN
    const outputs = await evaluate(synth(stack).json, {});
    // THEN
    const made = KNOWN.map((text) => whole(text)?.replaceAll("$${", "${"));
    expect(made).toEqual(KNOWN.map((_, index) => String(outputs[`o${index}`])));
  });
});

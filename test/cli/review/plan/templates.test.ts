import fc from "fast-check";
import {
  fillIn,
  fillInJson,
  parseTemplateJson,
  soleReference,
} from "../../../../cli/src/review/plan/templates";

describe("JSON with Terraform expressions", () => {
  it.each([
    ['{"a":"${aws_kms_key.key.arn}"}', { a: "${aws_kms_key.key.arn}" }],
    ['{"a":"x-${var.a}-${var.b}"}', { a: "x-${var.a}-${var.b}" }],
    ['{"a":"${join(",", ["}", "x"])}"}', { a: '${join(",", ["}", "x"])}' }],
    ['{"a":"${upper("${var.a}}")}"}', { a: '${upper("${var.a}}")}' }],
    ['{"a":"${{ x = 1 }.x}"}', { a: "${{ x = 1 }.x}" }],
    ['{"a":${jsonencode({ "b" = 1 })}}', { a: '${jsonencode({ "b" = 1 })}' }],
    ['{"a":"$${HOME} %%{x}"}', { a: "${HOME} %{x}" }],
    ['{"a":"quoted \\" ${var.a}"}', { a: 'quoted " ${var.a}' }],
    ["[]", []],
  ])("%s is read, its expressions kept", (template, expected) => {
    expect(parseTemplateJson(template)).toEqual(expected);
  });

  it.each(['{"a":"${var.a"}', "%{ if true }[]%{ endif }", "${var.a} x", "", "{"])(
    "%s is no such JSON",
    (template) => {
      expect(parseTemplateJson(template)).toBeUndefined();
    },
  );

  it("is what JSON is, where there are no expressions", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/[$%]\{|[\uE000\uE001]/.test(text));
        expect(parseTemplateJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

const resolve = (reference: string): string => `<${reference}>`;

describe("templates of synthesized configuration", () => {
  it("fills references into JSON, and leaves policy variables", () => {
    const template =
      '{"Key":"${aws_kms_key.key_1.arn}","Own":"\\u0024{aws:username}","Escaped":"$${aws:username}"}';

    expect(fillInJson(template, resolve)).toEqual({
      Key: "<aws_kms_key.key_1.arn>",
      Own: "${aws:username}",
      Escaped: "${aws:username}",
    });
  });

  it("marks expressions that it cannot follow", () => {
    expect(fillIn('a-${lower(aws_s3_bucket.b.arn)}-${var.x ? "a" : "b"}', resolve)).toBe(
      "a-${known after apply}-${known after apply}",
    );
    expect(fillIn('${"$"}{not one}', resolve)).toBe("${not one}");
    expect(fillInJson("${jsonencode(local.policy)}{", resolve)).toBeUndefined();
  });

  it("knows an argument that is one reference", () => {
    expect(soleReference("${data.aws_iam_policy_document.read.json}")).toBe(
      "data.aws_iam_policy_document.read.json",
    );
    expect(soleReference("x${data.aws_iam_policy_document.read.json}")).toBeUndefined();
  });
});

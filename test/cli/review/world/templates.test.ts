import { fillIn, fillInJson, soleReference } from "../../../../cli/src/review/plan/templates";

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

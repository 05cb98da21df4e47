import { TerraformOutput, TerraformVariable, Token } from "cdktf";
import { PolicyDocument } from "../../modules/core/policy-document";
import { bareStack, policyOf, rendered, synth } from "../support/synth";

describe("PolicyDocument", () => {
  it("renders as IAM returns it: a list of one is a string", () => {
    const document = new PolicyDocument([
      {
        sid: "Read",
        actions: ["s3:GetObject"],
        resources: ["b", "a"],
        conditions: { StringEquals: { "aws:SourceAccount": ["123456789012"] } },
      },
    ]);
    expect(policyOf(rendered(bareStack(), document.toLazyText()))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: ["a", "b"],
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    });
  });

  it("leaves out what a trust policy does not have", () => {
    const document = new PolicyDocument([
      { actions: ["sts:AssumeRole"], principals: { Service: ["ecs-tasks.amazonaws.com"] } },
    ]);
    expect(policyOf(rendered(bareStack(), document.toLazyText())).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
  });

  it("is complete at synthesis: what is added after its text was asked for is in it", () => {
    // GIVEN
    const stack = bareStack();
    const document = new PolicyDocument();
    new TerraformOutput(stack, "policy", { value: document.toLazyText(), staticId: true });

    // WHEN
    document.add({ actions: ["b:Get"], resources: ["r"] });
    document.add({ actions: ["a:Get"], resources: ["r"] });

    // THEN
    expect(policyOf(synth(stack).outputs["policy"]?.["value"]).Statement).toEqual([
      { Effect: "Allow", Action: ["a:Get", "b:Get"], Resource: "r" },
    ]);
  });

  it("takes a copy of a list that its caller goes on using", () => {
    // GIVEN
    const given = [{ actions: ["a:Get"], resources: ["r"] }];
    const document = new PolicyDocument(given);

    // WHEN
    given.push({ actions: ["b:Get"], resources: ["r"] });

    // THEN
    expect(document.statements).toHaveLength(1);
  });

  it("leaves tokens to Terraform, and IAM's own variables to IAM", () => {
    // GIVEN
    const stack = bareStack();
    const bucket = new TerraformVariable(stack, "bucket", { type: "string" });

    // WHEN
    const document = new PolicyDocument([
      { actions: ["s3:GetObject"], resources: [`${bucket.stringValue}/\${aws:username}/*`] },
    ]);

    // THEN
    expect(policyOf(rendered(stack, document.toLazyText())).Statement[0]?.Resource).toBe(
      "${var.bucket}/${aws:username}/*",
    );
  });

  it("refuses a list that only Terraform knows", () => {
    const resources = Token.asList("${var.arns}");
    const document = new PolicyDocument([{ actions: ["s3:GetObject"], resources }]);
    expect(() => rendered(bareStack(), document.toLazyText())).toThrow(
      "`Statement.0.Resource` is a list that is only known to Terraform, which cannot be part of a JSON document: pass a list of strings instead",
    );
  });
});

import {
  managedPolicies,
  outsidePolicy,
  policyIn,
  type PolicySource,
} from "../../../../cli/src/review/world/policies";
import { allow, policy, same } from "../access/made-world";
import type { MadeChange } from "../fixtures/made-plan";
import { after, made, synthesizedAfter } from "./made-side";

const READ = policy([allow("ssm:GetParameter", "*")]);

function policyOf(change: MadeChange, ...others: readonly MadeChange[]): PolicySource | undefined {
  const side = after([change, ...others]);
  const [resource] = side.ofType(change.type);
  return resource && policyIn(side, resource, "policy");
}

describe("the policy in an attribute", () => {
  it("is what is planned", () => {
    const found = policyOf(made("aws_iam_policy.it", { policy: READ }));
    expect(found).toMatchObject({ name: "aws_iam_policy.it" });
    expect(found?.document.statements).toHaveLength(1);
    expect(found).not.toHaveProperty("why");
  });

  it.each([
    ["an empty text", { policy: "" }],
    ["nothing", {}],
  ])("is none where the attribute is %s", (_what, values) => {
    expect(policyOf(made("aws_iam_policy.it", values))).toBeUndefined();
  });

  it("that cannot be read may allow anything, and says why", () => {
    const found = policyOf(made("aws_iam_policy.it", { policy: "no JSON" }));
    expect(found?.why).toMatch(/^aws_iam_policy\.it: /);
    expect(found?.document.statements[0]?.action.values).toEqual(["${known after apply}"]);
  });

  it("is another resource's, where it refers to that alone", () => {
    const found = policyOf(
      made(
        "aws_iam_role_policy.it",
        {},
        { policy: true },
        { policy: { references: ["aws_iam_policy.other.policy", "aws_iam_policy.other"] } },
      ),
      same("aws_iam_policy", "other", { policy: READ }),
    );
    expect(found?.document.statements[0]?.action.values).toEqual(["ssm:GetParameter"]);
  });

  it("that only the apply tells names what it is built from", () => {
    const references = ["aws_iam_role.a.arn", "aws_iam_role.b.arn"];
    const found = policyOf(
      made("aws_iam_role_policy.it", {}, { policy: true }, { policy: { references } }),
    );
    expect(found?.why).toBe(
      "aws_iam_role_policy.it is known only after apply; it is built from aws_iam_role.a.arn, aws_iam_role.b.arn",
    );
  });

  it("is filled in from the synthesized configuration, expression by expression", () => {
    const template = policy([allow("ssm:GetParameter", "${aws_ssm_parameter.key.arn}")]);
    const side = synthesizedAfter(
      [
        made("aws_iam_policy.it", {}, { policy: true }),
        made("aws_ssm_parameter.key", { name: "/orders/key" }, { arn: true }),
      ],
      { resource: { aws_iam_policy: { it: { policy: template } } } },
    );
    const [resource] = side.ofType("aws_iam_policy");
    const found = resource && policyIn(side, resource, "policy");
    expect(found?.document.statements[0]?.resource?.values).toEqual([
      "arn:aws:ssm:us-east-1:000000000000:parameter/orders/key",
    ]);
  });
});

describe("managed policies", () => {
  it("are found by their ARN among those of the plan", () => {
    const arn = "arn:aws:iam::111122223333:policy/read";
    const policies = managedPolicies(
      after([same("aws_iam_policy", "read", { arn, policy: READ })]),
    );
    expect(policies(arn).name).toBe("aws_iam_policy.read");
  });

  it("of AWS have the text that is known here", () => {
    const known = "service-role/AmazonECSTaskExecutionRolePolicy";
    const found = outsidePolicy(`arn:aws-cn:iam::aws:policy/${known}`);
    expect(found.name).toBe(known);
    expect(found.document.statements[0]?.action.values).toContain("ecr:BatchGetImage");
  });

  it("of others are not known", () => {
    const arn = "arn:aws:iam::111122223333:policy/AdministratorAccess";
    expect(outsidePolicy(arn).why).toBe(
      `${arn} is not part of this plan, so what it allows is not known`,
    );
  });
});

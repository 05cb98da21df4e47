import { EbsInfrastructureRole } from "cdktf-ecs-secrets/iam";
import type { TerraformStack } from "cdktf";
import { mayAssume, parsePolicy } from "../../cli/src/policy";
import { judged } from "../support/judge";
import { KEY_ARN } from "../s3/support";
import { plainName, policyOf, synth, testStack } from "../support/synth";

const VIA_EC2 = { "kms:ViaService": "ec2.eu-central-1.amazonaws.com" };
const FOR_AWS = { ...VIA_EC2, "kms:GrantIsForAWSResource": "true" };

function roleIn(stack: TerraformStack): EbsInfrastructureRole {
  return new EbsInfrastructureRole(stack, "role");
}

describe("EbsInfrastructureRole", () => {
  it("is assumed by ECS itself, not by tasks", () => {
    const stack = testStack();
    roleIn(stack);
    const trust = parsePolicy(String(synth(stack).only("aws_iam_role")["assume_role_policy"]));
    expect(mayAssume(trust, "ecs.amazonaws.com", {}).outcome).toBe("allowed");
    expect(mayAssume(trust, "ecs-tasks.amazonaws.com", {}).outcome).toBe("denied");
  });

  it("has AWS's policy for volumes, in its partition", () => {
    const policy = "iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes";
    const stack = testStack();
    const china = testStack({ region: "cn-north-1" });
    roleIn(stack);
    roleIn(china);
    const attached = (of: TerraformStack): unknown =>
      synth(of).only("aws_iam_role_policy_attachment")["policy_arn"];
    expect(attached(stack)).toBe(`arn:aws:${policy}`);
    expect(attached(china)).toBe(`arn:aws-cn:${policy}`);
  });

  it("has a description and takes a role's props", () => {
    const stack = testStack();
    new EbsInfrastructureRole(stack, "role", { roleName: "orders-volumes", path: "/orders/" });
    expect(synth(stack).only("aws_iam_role")).toMatchObject({
      name: "orders-volumes",
      path: "/orders/",
      description: "Lets ECS manage the EBS volumes of tasks",
    });
  });

  it("may use no key by itself", () => {
    const stack = testStack();
    const role = roleIn(stack);
    const call = { action: "kms:CreateGrant", resource: KEY_ARN, context: FOR_AWS };
    expect(judged(stack, role, call)).toBe("denied");
    expect(synth(stack).resources("aws_iam_role_policy")).toEqual({});
  });
});

describe("grantVolumeKey", () => {
  it.each([
    ["kms:Decrypt", VIA_EC2],
    ["kms:GenerateDataKeyWithoutPlaintext", VIA_EC2],
    ["kms:ReEncryptFrom", VIA_EC2],
    ["kms:ReEncryptTo", VIA_EC2],
    ["kms:CreateGrant", FOR_AWS],
    ["kms:DescribeKey", {}],
  ])("allows %s", (action, context) => {
    const stack = testStack();
    const role = roleIn(stack);
    role.grantVolumeKey(KEY_ARN);
    expect(judged(stack, role, { action, resource: KEY_ARN, context })).toBe("allowed");
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["outside of EC2", "kms:Decrypt", {}],
    ["of secrets", "kms:Decrypt", { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" }],
    ["of another Region", "kms:Decrypt", { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" }],
    ["for nobody but AWS", "kms:CreateGrant", { ...FOR_AWS, "kms:GrantIsForAWSResource": "false" }],
    ["outside of EC2", "kms:CreateGrant", { "kms:GrantIsForAWSResource": "true" }],
    ["in plain text", "kms:GenerateDataKey", VIA_EC2],
    ["by itself", "kms:Encrypt", VIA_EC2],
  ])("does not allow, %s, %s", (_what, action, context) => {
    const stack = testStack();
    const role = roleIn(stack);
    role.grantVolumeKey(KEY_ARN);
    expect(judged(stack, role, { action, resource: KEY_ARN, context })).toBe("denied");
  });

  it("allows nothing with another key", () => {
    const stack = testStack();
    const role = roleIn(stack);
    role.grantVolumeKey(KEY_ARN);
    const resource = KEY_ARN.replace("11111111", "99999999");
    const call = { action: "kms:CreateGrant", resource, context: FOR_AWS };
    expect(judged(stack, role, call)).toBe("denied");
  });

  it("goes into a policy of its own, which names EC2 as the Region's partition does", () => {
    const stack = testStack({ region: "cn-north-1" });
    roleIn(stack).grantVolumeKey(KEY_ARN);
    const { name_prefix, policy } = synth(stack).only("aws_iam_role_policy");
    expect(plainName(name_prefix)).toBe("encrypt-volumes");
    const services = policyOf(policy).Statement.map(({ Condition }) => Condition?.["StringEquals"]);
    const china = { "kms:ViaService": "ec2.cn-north-1.amazonaws.com.cn" };
    expect(services.filter((service) => service !== undefined)).toEqual([china, china]);
  });
});

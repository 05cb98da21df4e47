import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { bareStack, policyOf, synth, testStack } from "../support/synth";

describe("TaskRole", () => {
  it.each([
    ["eu-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
  ])("is trusted for tasks of its own account and Region only (%s)", (region, partition) => {
    // GIVEN
    const stack = testStack({ account: "210987654321", region });
    // WHEN
    new TaskRole(stack, "role");
    // THEN
    const { Statement } = policyOf(synth(stack).only("aws_iam_role")["assume_role_policy"]);
    expect(Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:210987654321:*` },
          StringEquals: { "aws:SourceAccount": "210987654321" },
        },
      },
    ]);
  });

  it("asks the provider where account and Region are not declared", () => {
    // GIVEN
    const stack = bareStack();
    new AwsProvider(stack, "aws");
    // WHEN
    new TaskRole(stack, "role");
    // THEN
    const [trust] = policyOf(synth(stack).only("aws_iam_role")["assume_role_policy"]).Statement;
    expect(trust?.Condition).toEqual({
      ArnLike: {
        "aws:SourceArn":
          "arn:${data.aws_partition.aws-partition.partition}:ecs:${data.aws_region.aws-region.id}:${data.aws_caller_identity.aws-caller-identity.account_id}:*",
      },
      StringEquals: {
        "aws:SourceAccount": "${data.aws_caller_identity.aws-caller-identity.account_id}",
      },
    });
  });
});

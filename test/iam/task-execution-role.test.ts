import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { policyOf, synth, testStack } from "../support/synth";

describe("TaskExecutionRole", () => {
  it("is trusted without conditions: AWS documents none for it", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new TaskExecutionRole(stack, "role");
    // THEN
    const [trust] = policyOf(synth(stack).only("aws_iam_role")["assume_role_policy"]).Statement;
    expect(trust).not.toHaveProperty("Condition");
  });

  it("restricts the trust to tasks of its own account and Region when asked", () => {
    // GIVEN
    const stack = testStack({ account: "210987654321", region: "us-gov-west-1" });
    // WHEN
    new TaskExecutionRole(stack, "role", { restrictToOwnTasks: true });
    // THEN
    const [trust] = policyOf(synth(stack).only("aws_iam_role")["assume_role_policy"]).Statement;
    expect(trust?.Condition).toEqual({
      ArnLike: { "aws:SourceArn": "arn:aws-us-gov:ecs:us-gov-west-1:210987654321:*" },
      StringEquals: { "aws:SourceAccount": "210987654321" },
    });
  });

  it("has no managed policy", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new TaskExecutionRole(stack, "role");
    // THEN
    expect(synth(stack).resources("aws_iam_role_policy_attachment")).toEqual({});
  });

  it.each([
    ["eu-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
  ])("attaches the managed policy of %s when asked", (region, partition) => {
    // GIVEN
    const stack = testStack({ region });
    // WHEN
    new TaskExecutionRole(stack, "role", { attachManagedPolicy: true });
    // THEN
    const synthesized = synth(stack);
    const [role] = Object.keys(synthesized.resources("aws_iam_role"));
    expect(synthesized.only("aws_iam_role_policy_attachment")).toMatchObject({
      role: `\${aws_iam_role.${role}.name}`,
      policy_arn: `arn:${partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`,
    });
  });
});

import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { type TerraformResource, type TerraformStack } from "cdktf";
import { OneOffTask, ScheduledTask } from "cdktf-ecs-secrets/ecs";
import type { Construct } from "constructs";
import { synth, testStack } from "../../support/synth";
import { jobIn } from "./support";

const CASES: readonly (readonly [
  type: string,
  make: (stack: TerraformStack, more?: object) => Construct,
])[] = [
  [
    "aws_scheduler_schedule",
    (stack, more) =>
      new ScheduledTask(stack, "it", { ...jobIn(stack), schedule: "rate(1 hour)", ...more }),
  ],
  [
    "aws_lambda_invocation",
    (stack, more) => new OneOffTask(stack, "it", { ...jobIn(stack), ...more }),
  ],
];

describe.each(CASES)("%s in any app", (type, make) => {
  it("is the default child, takes overrides, and waits in all four ways beside our own", () => {
    // GIVEN
    const stack = testStack();
    const [a, b, c] = ["a", "b", "c"].map((name) => new SqsQueue(stack, name));
    if (!a || !b || !c) throw new Error("three queues");
    const construct = make(stack);
    const resource = construct.node.defaultChild as TerraformResource;
    expect(resource.terraformResourceType).toBe(type);
    // WHEN
    construct.node.addDependency(a);
    resource.dependsOn = [...(resource.dependsOn ?? []), b.fqn];
    resource.addOverride("depends_on", [c.fqn]);
    resource.addOverride("description", "by an override");
    // THEN
    const made = synth(stack).only(type);
    const order = made["depends_on"] as readonly string[];
    expect(order).toEqual(
      expect.arrayContaining(["aws_sqs_queue.a", "aws_sqs_queue.b", "aws_sqs_queue.c"]),
    );
    expect(
      order.some((address) => address.startsWith("aws_iam_role_policy.it_role_run-task")),
    ).toBe(true);
    expect(made["description"]).toBe("by an override");
  });

  it("refuses a prop that it does not know, with the nearest one", () => {
    expect(() => make(testStack(), { subnetId: ["subnet-1"] })).toThrow(
      /`subnetId` must be a prop that this construct has, .*Did you mean `subnetIds`\? \[unknown-prop\]$/,
    );
  });

  it("refuses one of an object within its props", () => {
    const capacityProviders = [{ name: "FARGATE", wieght: 1 }];
    expect(() => make(testStack(), { capacityProviders })).toThrow(
      /`capacityProviders\[0\]\.wieght` must be .*Did you mean `capacityProviders\[0\]\.weight`\?/,
    );
  });
});

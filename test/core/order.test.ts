import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Aspects, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { OrderOfCreation } from "../../modules/core/order";
import { newApp, stackOf, synthApp } from "../support/app";
import { synth, testStack } from "../support/synth";

const role = (scope: Construct, id: string): IamRole =>
  new IamRole(scope, id, { assumeRolePolicy: "{}" });
const queue = (scope: Construct, id = "queue"): SqsQueue => new SqsQueue(scope, id, {});

function dependsOn(stack: TerraformStack): unknown {
  return synth(stack).only("aws_sqs_queue")["depends_on"];
}

describe("node.addDependency", () => {
  it("makes the resources below one construct wait for those below another", () => {
    // GIVEN
    const stack = testStack();
    const [first, second] = [new Construct(stack, "first"), new Construct(stack, "second")];
    role(first, "a");
    role(new Construct(first, "deeper"), "b");
    queue(new Construct(second, "deeper"));
    OrderOfCreation.of(stack);
    // WHEN
    second.node.addDependency(first);
    // THEN
    expect(dependsOn(stack)).toEqual([
      expect.stringMatching(/^aws_iam_role\.first_a_/),
      expect.stringMatching(/^aws_iam_role\.first_deeper_b_/),
    ]);
  });

  it("by an Aspect counts, also for what the Aspect looked at before", () => {
    const app = newApp();
    const stack = stackOf(app, "one");
    const waiting = queue(stack);
    const made = role(stack, "z");
    OrderOfCreation.of(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === made) waiting.node.addDependency(made);
      },
    });
    const synthesized = synthApp(app).get("one");
    expect(synthesized?.only("aws_sqs_queue")["depends_on"]).toEqual(["aws_iam_role.z"]);
  });

  it("on what a construct is itself part of changes nothing", () => {
    const stack = testStack();
    const scope = new Construct(stack, "scope");
    queue(scope).node.addDependency(scope);
    OrderOfCreation.of(stack);
    expect(dependsOn(stack)).toBeUndefined();
  });
});

it("all ways to order a resource add up", () => {
  // GIVEN
  const stack = testStack();
  const waiting = queue(stack);
  const names = ["a", "b", "c", "d", "e", "f"] as const;
  const [a, b, c, d] = names.map((name) => role(stack, name));
  if (!a || !b || !c || !d) throw new Error("six roles");
  // WHEN our own need, addDependency, the array, an override and an Aspect that appends
  OrderOfCreation.of(stack).require(waiting, () => [a]);
  waiting.node.addDependency(b);
  waiting.dependsOn = [...(waiting.dependsOn ?? []), c.fqn];
  waiting.addOverride("depends_on", [d.fqn, "aws_iam_role.f"]);
  Aspects.of(waiting).add({
    visit: () => {
      waiting.dependsOn = [...(waiting.dependsOn ?? []), "aws_iam_role.e"];
    },
  });
  // THEN addresses alone, as Terraform wants them
  const found = [...(dependsOn(stack) as string[])];
  expect(found.sort()).toEqual(names.map((name) => `aws_iam_role.${name}`));
});

describe("what another stack makes", () => {
  it("stays out of depends_on, and orders the stacks", () => {
    // GIVEN
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "own")];
    const made = role(shared, "role");
    const required = role(shared, "required");
    const other = stackOf(app, "third");
    const waiting = queue(own);
    OrderOfCreation.of(own).require(waiting, () => [required]);
    waiting.node.addDependency(made);
    waiting.node.addDependency(role(other, "role"));
    // WHEN
    const stack = synthApp(app).get("own");
    // THEN
    expect(stack?.only("aws_sqs_queue")["depends_on"]).toBeUndefined();
    expect(stack?.dependencies).toEqual(["shared", "third"]);
    expect(stack?.json["data"]).toBeUndefined();
  });

  it("is refused where it needs this stack itself", () => {
    const app = newApp();
    const [one, other] = [stackOf(app, "one"), stackOf(app, "other")];
    const [first, second] = [queue(one), queue(other)];
    OrderOfCreation.of(one);
    OrderOfCreation.of(other);
    first.node.addDependency(second);
    second.node.addDependency(first);
    expect(() => app.synth()).toThrow(
      "other/queue needs one/queue, and one/queue needs other/queue. Move one of these constructs into the stack of the other",
    );
  });

  it("is refused where only an Aspect says so, with the remedy", () => {
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "own")];
    const [made, waiting] = [role(shared, "role"), queue(own)];
    OrderOfCreation.of(own);
    Aspects.of(own).add({
      visit: (node) => {
        if (node === waiting) waiting.node.addDependency(made);
      },
    });
    expect(() => app.synth()).toThrow(
      "own/queue: `node.addDependency` must be called before synthesis where the other construct (shared/role) is in another stack, got it from an Aspect.",
    );
  });
});

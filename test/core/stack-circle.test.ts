import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { App } from "cdktf";
import { Construct } from "constructs";
import { newApp, stackOf } from "../support/app";

describe("a circle of stacks", () => {
  it("that references make is explained by the constructs that make it", () => {
    // GIVEN
    const app = newApp();
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    const first = new SqsQueue(new Construct(one, "first"), "queue", {});
    const role = new IamRole(new Construct(two, "second"), "role", { assumeRolePolicy: first.arn });
    // WHEN
    first.policy = role.name;
    // THEN
    expect(() => app.synth()).toThrow(
      "two: `stack` must need only what other stacks make before it, got a circle of the stacks two → one → two: two/second needs one/first, and one/first needs two/second. Move one of these constructs into the stack of the other, or what both stacks need into a third one. [stack-circle]",
    );
  });

  it("names each step of a longer one, and a dependency that the author declared", () => {
    const app = newApp();
    const [one, two, three] = [stackOf(app, "one"), stackOf(app, "two"), stackOf(app, "three")];
    const role = new IamRole(three, "role", { assumeRolePolicy: "{}" });
    const middle = new SqsQueue(two, "middle", { policy: role.name });
    new SqsQueue(one, "last", { policy: middle.arn });
    three.addDependency(one);
    expect(synthesisOf(app)).toThrow(
      "got a circle of the stacks two → three → one → two: two/middle needs three/role, and three needs one (`addDependency`), and one/last needs two/middle.",
    );
  });

  it("is refused where it is declared, too", () => {
    const app = newApp();
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    one.addDependency(two);
    expect(() => two.addDependency(one)).toThrow("two needs one (`addDependency`)");
  });
});

function synthesisOf(app: App): () => void {
  return () => app.synth();
}

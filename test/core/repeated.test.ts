import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import {
  Aspects,
  Fn,
  TerraformCount,
  TerraformIterator,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { deployToAws, ValidationError } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { arrives, EVERY_ROW } from "../support/every-prop";
import { newApp } from "../support/app";
import { ACCOUNT, REGION, synth, testStack } from "../support/synth";
import { fillOf } from "../support/token-props";

const each = () => TerraformIterator.fromMap({ a: { name: "b" } });

/** What each text of a value says of `each`. */
function textsWithEach(value: unknown): readonly string[] {
  if (typeof value === "string") return value.includes("each.value.zz") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...textsWithEach(key),
    ...textsWithEach(item),
  ]);
}

function problemsOf(stack: TerraformStack): readonly string[] {
  try {
    synth(stack);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map(({ path, prop, message }) => `${path} ${prop} ${message}`);
  }
}

describe("what Terraform knows in a repeated resource alone", () => {
  const refused: string[] = [];

  it.each(EVERY_ROW)("is refused wherever a prop would bring it: %s", (_name, row) => {
    const app = newApp();
    const stack = new TerraformStack(app, "own");
    const other = new TerraformStack(app, "other");
    if (!row.deploys) deployToAws(stack, { account: ACCOUNT, region: REGION });
    const options = { stack, other, form: "repeated", inside: false, wanted: arrives } as const;
    row.declare(stack, fillOf(options));
    const told = problemsOf(stack);
    const rendered = (TerraformStack.prototype.toTerraform as () => object).call(stack);
    expect(told).toHaveLength(textsWithEach(rendered).length);
    refused.push(...told);
  });

  it("is refused for hundreds of props", () => {
    expect(refused.length).toBeGreaterThan(400);
  });

  it("is refused with the construct, the prop, the rule and the remedy", () => {
    const stack = testStack();
    new LogGroup(stack, "logs", { logGroupName: `/app/${each().getString("name")}` });
    new EcsCluster(stack, "cluster", { clusterName: `a-${TerraformCount.of(2).index}` });
    expect([...problemsOf(stack)].sort()).toEqual([
      expect.stringMatching(/^test\/cluster name must hold no .*, got `count\.index` \(/),
      expect.stringMatching(
        /^test\/logs (logGroupName|name) must hold no `each\.key`.*, got `each\.value` \(\w+ logs_[\w-]+\)\. Make a construct for each entry/,
      ),
    ]);
  });

  it("is refused where an Aspect or an override brings it", () => {
    const stack = testStack();
    const logs = new LogGroup(stack, "logs", { logGroupName: "logs" });
    const cluster = new EcsCluster(stack, "cluster", {});
    (logs.node.defaultChild as TerraformResource).addOverride("tags.a", "${each.key}");
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === cluster.node.defaultChild)
          (node as TerraformResource).addOverride("tags.a", "x${1 + count.index}");
      },
    });
    expect(problemsOf(stack)).toHaveLength(2);
  });

  it("is refused in an output, and in a function of Terraform's", () => {
    const stack = testStack();
    new LogGroup(stack, "logs", { logGroupName: Fn.join("-", [each().key, "logs"]) });
    new TerraformOutput(stack, "out", { value: each().key });
    expect(problemsOf(stack)).toHaveLength(2);
  });

  it("is taken in a resource that repeats, by what repeats it", () => {
    const stack = testStack();
    const iterator = each();
    const logs = new LogGroup(stack, "logs", {
      logGroupName: "logs",
      tags: { a: iterator.key as string },
    });
    (logs.node.defaultChild as CloudwatchLogGroup).forEach = iterator;
    const count = TerraformCount.of(2);
    new CloudwatchLogGroup(stack, "raw", { name: `raw-${count.index}`, count });
    new CloudwatchLogGroup(stack, "wrong", { name: iterator.key, count });
    expect(problemsOf(stack)).toEqual([expect.stringMatching(/^test\/wrong name .* `each\.key`/)]);
  });

  it("is taken in a dynamic block, which repeats by itself", () => {
    const stack = testStack();
    new LogGroup(stack, "logs", { logGroupName: "logs" });
    const ports = TerraformIterator.fromList([80, 443]);
    new SecurityGroup(stack, "group", {
      ingress: ports.dynamic({ protocol: "tcp", fromPort: ports.value, toPort: ports.value }),
    });
    expect(problemsOf(stack)).toEqual([]);
  });

  it("is no text that only looks like it, and nothing else that Terraform knows", () => {
    const stack = testStack();
    const task = new TaskDefinition(stack, "task", { compatibility: "EC2" });
    const given = new TerraformVariable(stack, "given", {}).stringValue;
    task.addContainer("web", {
      image: ContainerImage.fromRegistry("nginx:1.27"),
      memoryLimitMiB: 64,
      environment: {
        A: "each.key",
        B: "${each.value}",
        C: `a ${given} each.value "\${count.index}"`,
        D: Fn.join("each.key", [given, "b count.index"]),
        E: Token.asString("${var.each.key}"),
        F: "%{ if each.value }",
      },
    });
    expect(problemsOf(stack)).toEqual([]);
  });
});

import { TerraformOutput, TerraformVariable } from "cdktf";
import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../support/synth";

describe("EcsCluster", () => {
  it("needs no props: a name from its path, and Container Insights", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new EcsCluster(stack, "cluster");
    // THEN
    expect(synth(stack).only("aws_ecs_cluster")).toEqual({
      name: "test-cluster",
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
  });

  it.each([["enhanced"], ["enabled"], ["disabled"]] as const)(
    "takes a name, tags and insights %s",
    (containerInsights) => {
      // GIVEN
      const stack = testStack();
      // WHEN
      new EcsCluster(stack, "cluster", {
        clusterName: "orders",
        containerInsights,
        tags: { team: "orders" },
      });
      // THEN
      expect(synth(stack).only("aws_ecs_cluster")).toEqual({
        name: "orders",
        setting: [{ name: "containerInsights", value: containerInsights }],
        tags: { team: "orders" },
      });
    },
  );

  it("hands out references, so that what uses it waits for it", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const cluster = new EcsCluster(stack, "cluster", { clusterName: "orders" });
    new TerraformOutput(stack, "arn", { value: cluster.clusterArn });
    new TerraformOutput(stack, "name", { value: cluster.clusterName });
    // THEN
    const { outputs, resources } = synth(stack);
    const [id] = Object.keys(resources("aws_ecs_cluster"));
    expect(outputs).toMatchObject({
      arn: { value: `\${aws_ecs_cluster.${id}.arn}` },
      name: { value: `\${aws_ecs_cluster.${id}.name}` },
    });
  });

  it("can be one that exists: its ARN follows from its name", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const cluster = EcsCluster.fromClusterName(stack, "cluster", "shared");
    new TerraformOutput(stack, "arn", { value: cluster.clusterArn });
    new TerraformOutput(stack, "name", { value: cluster.clusterName });
    // THEN
    const { json, outputs } = synth(stack);
    expect(json).not.toHaveProperty("resource");
    expect(outputs).toMatchObject({
      arn: { value: "arn:aws:ecs:eu-central-1:123456789012:cluster/shared" },
      name: { value: "shared" },
    });
  });

  it("leaves a name that only Terraform knows alone", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    // WHEN
    new EcsCluster(stack, "cluster", { clusterName: given });
    const imported = EcsCluster.fromClusterName(stack, "imported", given);
    new TerraformOutput(stack, "arn", { value: imported.clusterArn });
    // THEN
    const { only, outputs } = synth(stack);
    expect(only("aws_ecs_cluster")).toMatchObject({ name: "${var.given}" });
    expect(outputs).toMatchObject({
      arn: { value: "arn:aws:ecs:eu-central-1:123456789012:cluster/${var.given}" },
    });
  });

  it.each([
    ["made", (name: string) => new EcsCluster(testStack(), "cluster", { clusterName: name })],
    ["imported", (name: string) => EcsCluster.fromClusterName(testStack(), "cluster", name)],
  ])("refuses a name that ECS refuses, %s", (_way, make) => {
    expect(() => make("my cluster")).toThrow(
      new Error(
        'test/cluster: `clusterName` must be 1 to 255 letters, digits, `_` or `-`, got "my cluster". Use a name such as orders-dev. [ecs-name]',
      ),
    );
  });
});

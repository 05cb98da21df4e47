import { EcsCluster as EcsClusterResource } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { TerraformVariable } from "cdktf";
import { EcsCluster, ScheduledTask, type EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { newApp, stackOf, synthApp } from "../../support/app";
import { synth, testStack } from "../../support/synth";
import { image, serviceIn, taskIn } from "../support/fixtures";

const NAMESPACE =
  "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef";
const SPOT = { capacityProviders: [{ name: "FARGATE_SPOT" }] } as const;

describe("what a service needs of its cluster", () => {
  it.each<[string, ConstructorParameters<typeof EcsCluster>[2], Partial<EcsServiceProps>, string]>([
    ["a capacity provider", {}, SPOT, "got FARGATE_SPOT (the cluster has none)"],
    [
      "that capacity provider",
      { capacityProviders: ["FARGATE"] },
      SPOT,
      "got FARGATE_SPOT (the cluster has FARGATE). Add it to `capacityProviders` of the EcsCluster. [ecs-capacity-provider-of-cluster]",
    ],
    [
      "a namespace",
      {},
      { serviceConnect: {} },
      "must name a namespace where the cluster has none for its services, got none.",
    ],
  ])("is refused without: %s", (_what, props, service, message) => {
    const stack = testStack();
    serviceIn(stack, { ...service, cluster: new EcsCluster(stack, "cluster", props) });
    expect(() => synth(stack)).toThrow(message);
  });

  it.each<[string, ConstructorParameters<typeof EcsCluster>[2], Partial<EcsServiceProps>]>([
    ["a provider", { capacityProviders: ["FARGATE", "FARGATE_SPOT"] }, SPOT],
    ["a namespace", { serviceConnectNamespaceArn: NAMESPACE }, { serviceConnect: {} }],
    ["a namespace of its own", {}, { serviceConnect: { namespace: "internal" } }],
  ])("is there: %s", (_what, props, service) => {
    const stack = testStack();
    serviceIn(stack, { ...service, cluster: new EcsCluster(stack, "cluster", props) });
    expect(() => synth(stack)).not.toThrow();
  });

  it("is not looked for in a cluster made elsewhere", () => {
    const stack = testStack();
    const cluster = EcsCluster.fromClusterName(stack, "cluster", "orders");
    serviceIn(stack, { ...SPOT, serviceConnect: {}, cluster });
    expect(() => synth(stack)).not.toThrow();
  });

  it("may come by a resource of your own, by an override, or be what only Terraform knows", () => {
    const stack = testStack();
    const cluster = new EcsCluster(stack, "cluster");
    (cluster.node.defaultChild as EcsClusterResource).addOverride("service_connect_defaults", [
      { namespace: NAMESPACE },
    ]);
    new EcsClusterCapacityProviders(stack, "providers", {
      clusterName: cluster.clusterName,
      capacityProviders: ["FARGATE_SPOT"],
    });
    serviceIn(stack, { ...SPOT, serviceConnect: {}, cluster });
    expect(() => synth(stack)).not.toThrow();
    const unknown = testStack();
    const name = new TerraformVariable(unknown, "provider", { type: "string" }).stringValue;
    const some = new EcsCluster(unknown, "cluster", { capacityProviders: [name] });
    serviceIn(unknown, { ...SPOT, cluster: some });
    expect(() => synth(unknown)).not.toThrow();
  });

  it("is looked for by tasks beside services, too", () => {
    const stack = testStack();
    const taskDefinition = taskIn(stack);
    taskDefinition.addContainer("job", { image });
    new ScheduledTask(stack, "nightly", {
      ...SPOT,
      taskDefinition,
      cluster: new EcsCluster(stack, "cluster"),
      schedule: "cron(0 3 * * ? *)",
      subnetIds: ["subnet-0a1b2c3d"],
      securityGroupIds: ["sg-0a1b2c3d"],
    });
    expect(() => synth(stack)).toThrow("[ecs-capacity-provider-of-cluster]");
  });

  it("is seen in a cluster of another stack", () => {
    const app = newApp();
    const cluster = new EcsCluster(stackOf(app, "shared"), "cluster");
    serviceIn(stackOf(app, "own"), { ...SPOT, cluster });
    expect(() => synthApp(app)).toThrow("[ecs-capacity-provider-of-cluster]");
  });
});

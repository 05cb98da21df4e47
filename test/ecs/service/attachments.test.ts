import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformVariable, type TerraformStack } from "cdktf";
import type { EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { newApp, stackOf, synthApp } from "../../support/app";
import { synth, testStack } from "../../support/synth";
import { serviceIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";
import { waited } from "../../support/waited";

const TYPE = "aws_ecs_service";
const TARGET_GROUP =
  "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef";
const REGISTRY = "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-0123456789abcdef";
const WEB = { targetGroupArn: TARGET_GROUP, containerName: "web", containerPort: 8080 };
const PORTS = { portMappings: [{ containerPort: 8080 }, { containerPort: 9090 }] };

describe("load balancers", () => {
  it("are none by default", () => {
    const stack = testStack();
    serviceIn(stack);
    expect(synth(stack).only(TYPE)).not.toHaveProperty("load_balancer");
    expect(synth(stack).only(TYPE)).not.toHaveProperty("health_check_grace_period_seconds");
  });

  it("are none in an empty list", () => {
    const [none, empty] = [testStack(), testStack()];
    serviceIn(none);
    serviceIn(empty, { loadBalancers: [] });
    expect(synth(empty).json).toEqual(synth(none).json);
  });

  it("are registered with a container's port", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const loadBalancers = [WEB, { ...WEB, containerPort: 9090 }];
    serviceIn(stack, { loadBalancers, healthCheckGracePeriodSeconds: 60 }, PORTS);
    // THEN
    expect(synth(stack).only(TYPE)).toMatchObject({
      load_balancer: [
        { target_group_arn: TARGET_GROUP, container_name: "web", container_port: 8080 },
        { target_group_arn: TARGET_GROUP, container_name: "web", container_port: 9090 },
      ],
      health_check_grace_period_seconds: 60,
    });
  });

  it("take what only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const arn = new TerraformVariable(stack, "group", { type: "string" }).stringValue;
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    // WHEN
    serviceIn(
      stack,
      { loadBalancers: [{ ...WEB, targetGroupArn: arn, containerPort: port }] },
      PORTS,
    );
    // THEN
    expect(synth(stack).only(TYPE)["load_balancer"]).toEqual([
      {
        target_group_arn: '${join("", [var.group])}',
        container_name: "web",
        container_port: "${var.port}",
      },
    ]);
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ loadBalancers: [{ ...WEB, containerPort: 80 }] }, "web:80"],
    [{ loadBalancers: [WEB, { ...WEB, containerName: "wbe" }] }, "wbe:8080"],
  ])("are refused without the port: %j", (props, got) => {
    const stack = testStack();
    serviceIn(stack, props, PORTS);
    expect(() => synth(stack)).toThrow(
      `[test/web] \`loadBalancers\` must name a container of the task and a port that it maps, got ${got} (the task has web:8080, web:9090). Add it to the container's \`portMappings\`, or correct name and port.`,
    );
  });

  it("is discovered in bridge mode by a container and its port only", () => {
    // GIVEN
    const bridge = { compatibility: "EC2", networkMode: "bridge" } as const;
    const network = { subnetIds: undefined, securityGroupIds: undefined };
    const adding = (props: Partial<EcsServiceProps>) => () =>
      serviceIn(testStack(), { ...bridge, ...network, ...props }, PORTS);
    const port = { containerName: "web", containerPort: 8080 };
    // THEN
    expect(adding({ serviceDiscovery: { registryArn: REGISTRY, ...port } })).not.toThrow();
    expect(adding({ serviceDiscovery: { registryArn: REGISTRY } })).toThrow(
      new Error(
        "test/web: `serviceDiscovery` must name containerName and containerPort together, and in network modes bridge and host always, where only SRV records tell the port; `port` takes their place in awsvpc only, got no container and no port in network mode bridge. Give both, or in awsvpc neither. [ecs-service-discovery-port]",
      ),
    );
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [
      { loadBalancers: Array<typeof WEB>(6).fill(WEB) },
      "`loadBalancers` must hold at most 5 target groups, got 6. More than 5 need a second service. [ecs-load-balancer-count]",
    ],
    [
      { healthCheckGracePeriodSeconds: -1 },
      "`healthCheckGracePeriodSeconds` must be a whole number from 0 to 2147483647 seconds, got -1. Leave it out for no grace period. [ecs-health-check-grace]",
    ],
  ])("refuse %j", (props, message) => {
    expect(() => serviceIn(testStack(), props)).toThrow(new Error(`test/web: ${message}`));
  });
});

describe("service discovery", () => {
  it("is off by default", () => {
    const stack = testStack();
    serviceIn(stack);
    expect(synth(stack).only(TYPE)).not.toHaveProperty("service_registries");
  });

  it("needs only the registry for A records, and names a port for SRV records", () => {
    // GIVEN
    const addresses = testStack();
    const ports = testStack();
    // WHEN
    const named = { registryArn: REGISTRY, containerName: "web", containerPort: 8080 };
    serviceIn(addresses, { serviceDiscovery: { registryArn: REGISTRY } });
    serviceIn(ports, { serviceDiscovery: named }, PORTS);
    // THEN
    expect(synth(addresses).only(TYPE)["service_registries"]).toEqual({ registry_arn: REGISTRY });
    expect(synth(ports).only(TYPE)["service_registries"]).toEqual({
      registry_arn: REGISTRY,
      container_name: "web",
      container_port: 8080,
    });
  });

  it("is refused for a port that no container maps", () => {
    const stack = testStack();
    const named = { registryArn: REGISTRY, containerName: "web", containerPort: 80 };
    serviceIn(stack, { serviceDiscovery: named });
    expect(() => synth(stack)).toThrow(
      "[test/web] `serviceDiscovery` must name a container of the task and a port that it maps, got web:80 (the task has no ports).",
    );
  });
});

describe("a service with several load balancers", () => {
  it("waits for their listeners, those of other stacks included", () => {
    // GIVEN
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "own")];
    const [near, far] = [new SqsQueue(own, "near", {}), new SqsQueue(shared, "far", {})];
    // WHEN
    serviceIn(
      own,
      {
        loadBalancers: [
          { ...WEB, dependsOn: [near] },
          { ...WEB, containerPort: 9090, dependsOn: [far] },
        ],
      },
      PORTS,
    );
    // THEN
    const made = synthApp(app).get("own");
    expect(made?.dependencies).toEqual(["shared"]);
    expect(waited(made?.only(TYPE))).toEqual(["aws_sqs_queue.near"]);
    expect(made?.only(TYPE)["load_balancer"]).toHaveLength(2);
  });

  it("has a grace period for the health checks of a container, too; without any it is a warning", () => {
    const grace = { healthCheckGracePeriodSeconds: 60 };
    const checked = testStack();
    serviceIn(checked, grace, { healthCheck: { command: ["CMD", "true"] } });
    expect(synth(checked).only(TYPE)).toMatchObject({ health_check_grace_period_seconds: 60 });
    expect(annotationsOf(checked)).toEqual([]);
    const unchecked = testStack();
    serviceIn(unchecked, grace);
    expect(annotationsOf(unchecked).map(({ message }) => message)).toEqual([
      "`healthCheckGracePeriodSeconds` should come with health checks, of a load balancer or of a container: without any of them ECS does not use it, got it without a health check. Remove it, or give a container its `healthCheck`. [ecs-health-check-grace-use]",
    ]);
  });

  it("refuses a target group of the stack whose type does not fit the network", () => {
    const group = (stack: TerraformStack, targetType?: string) =>
      new LbTargetGroup(stack, "group", { name: "web", targetType, port: 80, protocol: "HTTP" });
    const synthesized = (targetType: string | undefined, props: Partial<EcsServiceProps> = {}) => {
      const stack = testStack();
      const targetGroupArn = group(stack, targetType).arn;
      serviceIn(stack, { ...props, loadBalancers: [{ ...WEB, targetGroupArn }] }, PORTS);
      return () => synth(stack);
    };
    const bridge = {
      compatibility: "EC2",
      networkMode: "bridge",
      subnetIds: undefined,
      securityGroupIds: undefined,
    } as const;
    expect(synthesized("ip")).not.toThrow();
    expect(synthesized(undefined, bridge)).not.toThrow();
    expect(synthesized(undefined)).toThrow(
      'got instance in network mode awsvpc. Set `targetType: "ip"`, or "instance", where the target group is made; left out it is instance. [ecs-target-type]',
    );
    expect(synthesized("ip", bridge)).toThrow("got ip in network mode bridge");
    // Set by an override later, and one that only Terraform knows.
    const stack = testStack();
    const late = group(stack);
    serviceIn(stack, { loadBalancers: [{ ...WEB, targetGroupArn: late.arn }] }, PORTS);
    late.addOverride("target_type", "ip");
    expect(() => synth(stack)).not.toThrow();
    const type = testStack();
    const variable = new TerraformVariable(type, "type", { type: "string" }).stringValue;
    const unknown = group(type, variable);
    serviceIn(type, { loadBalancers: [{ ...WEB, targetGroupArn: unknown.arn }] }, PORTS);
    expect(() => synth(type)).not.toThrow();
  });

  it("refuses a registry that is no service of Cloud Map", () => {
    expect(() =>
      serviceIn(testStack(), { serviceDiscovery: { registryArn: "orders", port: 80 } }),
    ).toThrow("[ecs-service-discovery-arn]");
  });

  it("is registered by SRV records with a port of its own", () => {
    const stack = testStack();
    serviceIn(stack, { serviceDiscovery: { registryArn: REGISTRY, port: 8080 } });
    expect(synth(stack).only(TYPE)["service_registries"]).toEqual({
      registry_arn: REGISTRY,
      port: 8080,
    });
  });
});

import * as capacityProvider from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { TerraformVariable } from "cdktf";
import type { EcsServiceProps, NetworkMode } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { serviceIn } from "../support/fixtures";

const EC2 = { compatibility: "EC2" } as const;
/** A service on EC2 whose tasks use the instance's network. */
const BRIDGE: Partial<EcsServiceProps> = {
  ...EC2,
  networkMode: "bridge",
  subnetIds: undefined,
  securityGroupIds: undefined,
};
const MEMORY = { memoryLimitMiB: 128 };

describe("a service on EC2", () => {
  it("has the launch type EC2 and no platform version", () => {
    const stack = testStack();
    serviceIn(stack, EC2);
    const service = synth(stack).only("aws_ecs_service");
    expect(service).toMatchObject({
      launch_type: "EC2",
      network_configuration: { subnets: ["subnet-0a1b2c3d"], security_groups: ["sg-0a1b2c3d"] },
    });
    expect(service).not.toHaveProperty("platform_version");
  });

  it.each<NetworkMode>(["bridge", "host", "none"])(
    "has no network configuration in network mode %s",
    (networkMode) => {
      const stack = testStack();
      serviceIn(stack, { ...BRIDGE, networkMode }, MEMORY);
      expect(synth(stack).only("aws_ecs_service")).not.toHaveProperty("network_configuration");
    },
  );

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ subnetIds: ["subnet-1"] }, "subnetIds"],
    [{ securityGroupIds: ["sg-1"] }, "securityGroupIds"],
  ])("refuses %j where the tasks have no network of their own", (props, prop) => {
    expect(() => serviceIn(testStack(), { ...BRIDGE, ...props })).toThrow(
      new Error(
        `test/web: \`${prop}\` must be left out unless the network mode is awsvpc: only then a task has a network of its own, got it in network mode bridge. Remove it, or leave \`networkMode\` out. [ecs-awsvpc-only]`,
      ),
    );
  });

  it("needs a network in network mode awsvpc", () => {
    expect(() => serviceIn(testStack(), { ...EC2, subnetIds: undefined })).toThrow(
      "test/web: `subnetIds` must name 1 to 16 subnets, got 0.",
    );
    expect(() => serviceIn(testStack(), { ...EC2, securityGroupIds: [] })).toThrow(
      "test/web: `securityGroupIds` must name 1 to 5 security groups, got 0.",
    );
  });

  it("refuses a public address, which only Fargate gives", () => {
    expect(() => serviceIn(testStack(), { ...EC2, assignPublicIp: true })).toThrow(
      new Error(
        "test/web: `assignPublicIp` must be left out for EC2, which does not have it, got true. Remove it, or set `compatibility` to FARGATE. [ecs-fargate-only]",
      ),
    );
  });
});

describe("capacity providers", () => {
  it("take the place of the launch type, one share each by default", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const capacityProviders = [
      { name: "FARGATE", base: 1 },
      { name: "FARGATE_SPOT", weight: 4 },
    ];
    serviceIn(stack, { capacityProviders });
    // THEN
    const service = synth(stack).only("aws_ecs_service");
    expect(service["capacity_provider_strategy"]).toEqual([
      { capacity_provider: "FARGATE", weight: 1, base: 1 },
      { capacity_provider: "FARGATE_SPOT", weight: 4 },
    ]);
    expect(service).not.toHaveProperty("launch_type");
    expect(service["platform_version"]).toBe("LATEST");
  });

  it("may be Auto Scaling groups on EC2, by a name that only Terraform knows too", () => {
    // GIVEN
    const stack = testStack();
    const name = new TerraformVariable(stack, "provider", { type: "string" }).stringValue;
    // WHEN
    serviceIn(stack, { ...EC2, capacityProviders: [{ name: "orders" }, { name }] });
    // THEN
    const service = synth(stack).only("aws_ecs_service");
    expect(service["capacity_provider_strategy"]).toEqual([
      { capacity_provider: "orders", weight: 1 },
      { capacity_provider: '${join("", [var.provider])}', weight: 1 },
    ]);
    expect(service).not.toHaveProperty("platform_version");
  });

  const NAMES =
    "must be FARGATE or FARGATE_SPOT for a Fargate task, and for an EC2 task the name of an Auto Scaling group provider, for Managed Instances of one of theirs: 1 to 255 letters, digits, `_` or `-`, not beginning with aws, ecs or fargate";
  it.each<[Partial<EcsServiceProps>, string]>([
    [
      { ...EC2, capacityProviders: [{ name: "FARGATE_SPOT" }] },
      `${NAMES}, got "FARGATE_SPOT" for a task of EC2. A strategy never mixes the two: set \`compatibility\` to what the provider runs. [ecs-capacity-provider]`,
    ],
    [
      { capacityProviders: [{ name: "FARGATE" }, { name: "orders" }] },
      `${NAMES}, got "orders" for a task of FARGATE. A strategy never mixes the two: set \`compatibility\` to what the provider runs. [ecs-capacity-provider]`,
    ],
    [
      { capacityProviders: [{ name: "FARGATE", weight: 1001 }] },
      "must be 1 to 20 providers with weights from 0 to 1000, one of them above 0, and bases from 0 to 100000, one of them at most above 0, got weight 1001. Without weight and base each provider gets an equal share. [ecs-capacity-shares]",
    ],
  ])("refuse %j", (props, message) => {
    expect(() => serviceIn(testStack(), props)).toThrow(
      new Error(`test/web: \`capacityProviders\` ${message}`),
    );
  });
});

describe("placement", () => {
  it("is ECS's own by default", () => {
    const stack = testStack();
    serviceIn(stack, EC2);
    const service = synth(stack).only("aws_ecs_service");
    expect(service).not.toHaveProperty("ordered_placement_strategy");
    expect(service).not.toHaveProperty("placement_constraints");
  });

  it("takes strategies in their order, and constraints, with what only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const expression = new TerraformVariable(stack, "where", { type: "string" }).stringValue;
    // WHEN
    serviceIn(stack, {
      ...EC2,
      placementStrategies: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "binpack", field: "memory" },
        { type: "random" },
      ],
      placementConstraints: [{ type: "distinctInstance" }, { type: "memberOf", expression }],
    });
    // THEN
    expect(synth(stack).only("aws_ecs_service")).toMatchObject({
      ordered_placement_strategy: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "binpack", field: "memory" },
        { type: "random" },
      ],
      placement_constraints: [
        { type: "distinctInstance" },
        { type: "memberOf", expression: '${join("", [var.where])}' },
      ],
    });
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [{ placementStrategies: [{ type: "random" }] }, "[ecs-placement-instances]"],
    [{ placementConstraints: [{ type: "distinctInstance" }] }, "[ecs-placement-instances]"],
    [{ ...EC2, placementStrategies: [{ type: "spread" }] }, "[ecs-placement-strategy]"],
    [{ ...EC2, placementConstraints: [{ type: "memberOf" }] }, "[ecs-placement-constraint]"],
    [
      { ...EC2, placementStrategies: Array.from({ length: 6 }, () => ({ type: "random" })) },
      "[ecs-placement-count]",
    ],
  ])("refuses %j", (props, message) => {
    expect(() => serviceIn(testStack(), props)).toThrow(message);
  });
});

describe("Managed Instances", () => {
  const MANAGED = { compatibility: "MANAGED_INSTANCES" } as const;
  const isKnown = "ecsCapacityProviderManagedInstancesProviderToTerraform" in capacityProvider;

  it("run the tasks by a capacity provider, where the AWS provider knows them", () => {
    const stack = testStack();
    const make = () => serviceIn(stack, { ...MANAGED, capacityProviders: [{ name: "managed" }] });
    if (!isKnown) {
      expect(make).toThrow(
        new Error(
          "test/web/task: `compatibility` must be left out with an AWS provider that does not know it yet, got Managed Instances, which hashicorp/aws has since 6.15.0. Use a package @cdktf/provider-aws of the line 21, made for that version of the provider or a newer one. [aws-provider-version]",
        ),
      );
      return;
    }
    make();
    const { only } = synth(stack);
    expect(only("aws_ecs_task_definition")).toMatchObject({
      requires_compatibilities: ["MANAGED_INSTANCES"],
    });
    expect(only("aws_ecs_service")).toMatchObject({
      capacity_provider_strategy: [{ capacity_provider: "managed", weight: 1 }],
    });
    expect(only("aws_ecs_service")).not.toHaveProperty("launch_type");
    expect(() => serviceIn(testStack(), MANAGED)).toThrow("[ecs-managed-instances-provider]");
    expect(() => serviceIn(testStack(), { ...MANAGED, networkMode: "bridge" })).toThrow(
      "[ecs-managed-instances-network]",
    );
  });
});

describe("an empty list", () => {
  const none: Partial<EcsServiceProps> = {
    capacityProviders: [],
    placementStrategies: [],
    placementConstraints: [],
    dependsOn: [],
  };

  it.each<[string, Partial<EcsServiceProps>]>([
    ["on Fargate", {}],
    ["on EC2", EC2],
    ["of a DAEMON", { ...EC2, schedulingStrategy: "DAEMON" }],
  ])("says no more than to leave it out: %s", (_where, props) => {
    const [left, given] = [testStack(), testStack()];
    serviceIn(left, props);
    serviceIn(given, { ...props, ...none });

    expect(synth(given).json["resource"]).toEqual(synth(left).json["resource"]);
  });

  it("of subnets is one in the network of the instance", () => {
    expect(() =>
      serviceIn(testStack(), { ...BRIDGE, subnetIds: [], securityGroupIds: [] }, MEMORY),
    ).not.toThrow();
  });
});

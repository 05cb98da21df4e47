import { TerraformVariable } from "cdktf";
import {
  EcsCluster,
  type ContainerProps,
  type EcsServiceProps,
  type NetworkMode,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../support/synth";
import { containerOf, image, serviceIn, taskIn } from "./support/fixtures";

const EC2 = { compatibility: "EC2" } as const;
/** A service on EC2 whose tasks use the instance's network. */
const BRIDGE: Partial<EcsServiceProps> = {
  ...EC2,
  networkMode: "bridge",
  subnetIds: undefined,
  securityGroupIds: undefined,
};
const MEMORY = { memoryLimitMiB: 128 };

describe("a task definition for EC2", () => {
  it("runs on EC2 with awsvpc and whatever processor the instance has, by default", () => {
    const stack = testStack();
    taskIn(stack, EC2).addContainer("web", { image });
    const { only } = synth(stack);
    expect(only("aws_ecs_task_definition")).toMatchObject({
      requires_compatibilities: ["EC2"],
      network_mode: "awsvpc",
    });
    expect(only("aws_ecs_task_definition")).not.toHaveProperty("runtime_platform");
  });

  it.each<NetworkMode>(["awsvpc", "bridge", "host", "none"])("takes network mode %s", (mode) => {
    const stack = testStack();
    taskIn(stack, { ...EC2, networkMode: mode }).addContainer("web", { image });
    expect(synth(stack).only("aws_ecs_task_definition")["network_mode"]).toBe(mode);
  });

  it("needs neither cpu nor memory where each container has its own", () => {
    const stack = testStack();
    const task = taskIn(stack, { ...EC2, cpu: undefined, memoryMiB: undefined });
    task.addContainer("web", { image, memoryLimitMiB: 128 });
    task.addContainer("helper", { image, memoryReservationMiB: 64 });
    const definition = synth(stack).only("aws_ecs_task_definition");
    expect(definition).not.toHaveProperty("cpu");
    expect(definition).not.toHaveProperty("memory");
    expect(containerOf(stack)).toMatchObject({ memory: 128 });
  });

  it("refuses a container without memory in a task without memory", () => {
    const stack = testStack();
    const task = taskIn(stack, { ...EC2, cpu: undefined, memoryMiB: undefined });
    task.addContainer("web", { image, memoryLimitMiB: 128 });
    task.addContainer("helper", { image });
    expect(() => synth(stack)).toThrow(
      "[test/task] `memoryLimitMiB` must be given for every container where the task has no memory of its own, got a container without memory. Set memoryLimitMiB or memoryReservationMiB, or memoryMiB of the task.",
    );
  });

  it("takes any pair of cpu and memory, and the processor that its image is for", () => {
    const stack = testStack();
    const sizes = { cpu: 300, memoryMiB: 700, cpuArchitecture: "ARM64" } as const;
    taskIn(stack, { ...EC2, ...sizes }).addContainer("web", { image });
    expect(synth(stack).only("aws_ecs_task_definition")).toMatchObject({
      cpu: "300",
      memory: "700",
      runtime_platform: { cpu_architecture: "ARM64", operating_system_family: "LINUX" },
    });
  });

  it.each<[Partial<TaskDefinitionProps>, string, string]>([
    [{ platformVersion: "1.4.0" }, "platformVersion", "1.4.0"],
    [{ ephemeralStorageGiB: 30 }, "ephemeralStorageGiB", "30"],
  ])("refuses %j, which only Fargate has", (props, prop, got) => {
    expect(() => taskIn(testStack(), { ...EC2, ...props })).toThrow(
      new Error(
        `test/task: \`${prop}\` must be left out for EC2, which does not have it, got ${got}. Remove it, or set \`compatibility\` to FARGATE. [ecs-fargate-only]`,
      ),
    );
  });

  it.each<NetworkMode>(["bridge", "host", "none"])("is needed for network mode %s", (mode) => {
    expect(() => taskIn(testStack(), { networkMode: mode })).toThrow(
      new Error(
        `test/task: \`networkMode\` must be awsvpc on Fargate, got "${mode}". Leave it out. [ecs-fargate-network]`,
      ),
    );
  });
});

describe("ports", () => {
  const mapped = (
    networkMode: NetworkMode,
    port: NonNullable<ContainerProps["portMappings"]>[0],
  ) => {
    const stack = testStack();
    const task = taskIn(stack, { ...EC2, networkMode });
    task.addContainer("web", { image, portMappings: [port] });
    return containerOf(stack)["portMappings"];
  };

  it.each<[NetworkMode, number | undefined]>([
    ["awsvpc", undefined],
    ["awsvpc", 80],
    ["host", 80],
    ["bridge", undefined],
    ["bridge", 0],
    ["bridge", 8080],
  ])("in network mode %s may be on host port %s", (mode, hostPort) => {
    expect(mapped(mode, { containerPort: 80, hostPort })).toEqual([
      { containerPort: 80, protocol: "tcp", ...(hostPort === undefined ? {} : { hostPort }) },
    ]);
  });

  it.each<[NetworkMode, number | undefined, string]>([
    ["awsvpc", 8080, "8080"],
    ["host", 8080, "8080"],
    ["bridge", 65_536, "65536"],
    ["none", undefined, "no host port"],
  ])("in network mode %s are refused on host port %s", (mode, hostPort, got) => {
    expect(() => mapped(mode, { containerPort: 80, hostPort })).toThrow(
      new Error(
        "test/task/web: `portMappings` must be left out or the container's own port in network modes awsvpc and host, from 0 (a free one) to 65535 in bridge, and in none there are no ports, " +
          `got 80 on ${got} in network mode ${mode}. Leave it out. [ecs-host-port]`,
      ),
    );
  });
});

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
      { capacity_provider: "${var.provider}", weight: 1 },
    ]);
    expect(service).not.toHaveProperty("platform_version");
  });

  const NAMES =
    "must be FARGATE or FARGATE_SPOT for a Fargate task, and for an EC2 task the name of an Auto Scaling group provider: 1 to 255 letters, digits, `_` or `-`, not beginning with aws, ecs or fargate";
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

describe("the capacity providers of a cluster", () => {
  it("are none by default", () => {
    const stack = testStack();
    new EcsCluster(stack, "cluster");
    expect(synth(stack).resources("aws_ecs_cluster_capacity_providers")).toEqual({});
  });

  it("are known to the cluster before a service uses them", () => {
    // GIVEN
    const stack = testStack();
    const capacityProviders = ["FARGATE_SPOT", "FARGATE"];
    const cluster = new EcsCluster(stack, "cluster", { capacityProviders });
    // WHEN
    serviceIn(stack, { cluster, capacityProviders: [{ name: "FARGATE_SPOT" }] });
    // THEN
    const { only } = synth(stack);
    expect(only("aws_ecs_cluster_capacity_providers")).toMatchObject({
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      cluster_name: expect.stringContaining("aws_ecs_cluster.") as unknown,
    });
    expect(JSON.stringify(only("aws_ecs_service")["depends_on"])).toContain(
      "aws_ecs_cluster_capacity_providers.cluster_capacity-providers",
    );
  });
});

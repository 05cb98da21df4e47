import { TerraformVariable } from "cdktf";
import type { AppMeshProxy, TaskDefinitionProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack, type Attributes } from "../../support/synth";
import { image, serviceIn, taskIn } from "../support/fixtures";

const EC2 = { compatibility: "EC2" } as const;

function taskWith(props: Partial<TaskDefinitionProps>, container = "web"): Attributes {
  const stack = testStack();
  taskIn(stack, props).addContainer(container, { image });
  return synth(stack).only("aws_ecs_task_definition");
}

const PROXY: AppMeshProxy = {
  containerName: "envoy",
  appPorts: [8080, 8081],
  proxyIngressPort: 15_000,
  proxyEgressPort: 15_001,
  ignoredUid: 1337,
  egressIgnoredIps: ["169.254.170.2", "169.254.169.254"],
};

describe("settings that few tasks need", () => {
  it("are none by default", () => {
    const fields = Object.keys(taskWith({}));
    const settings = /^(pid|ipc|proxy|placement|enable)/;
    expect(fields.filter((field) => settings.test(field))).toEqual([]);
  });

  it.each<[Partial<TaskDefinitionProps>, object]>([
    [{ pidMode: "task" }, { pid_mode: "task" }],
    [{ ...EC2, pidMode: "host" }, { pid_mode: "host" }],
    [{ ...EC2, ipcMode: "task" }, { ipc_mode: "task" }],
    [{ enableFaultInjection: true }, { enable_fault_injection: true }],
    [{ enableFaultInjection: false }, { enable_fault_injection: false }],
    [
      { ...EC2, taskPlacementConstraints: ["attribute:ecs.instance-type =~ m7g.*"] },
      {
        placement_constraints: [
          { type: "memberOf", expression: "attribute:ecs.instance-type =~ m7g.*" },
        ],
      },
    ],
    [
      { cpuArchitecture: "ARM64" },
      { runtime_platform: { cpu_architecture: "ARM64", operating_system_family: "LINUX" } },
    ],
    [
      { ...EC2, operatingSystemFamily: "LINUX" },
      { runtime_platform: { operating_system_family: "LINUX" } },
    ],
  ])("%j is rendered", (props, fields) => {
    expect(taskWith(props)).toMatchObject(fields);
  });

  it("are a service's, too, whose own placement constraints are other ones", () => {
    const stack = testStack();
    serviceIn(stack, {
      ...EC2,
      cpu: 256,
      taskPlacementConstraints: ["attribute:ecs.os-type == linux"],
    });
    expect(synth(stack).only("aws_ecs_task_definition")["placement_constraints"]).toEqual([
      { type: "memberOf", expression: "attribute:ecs.os-type == linux" },
    ]);
    expect(synth(stack).only("aws_ecs_service")["placement_constraints"]).toBeUndefined();
  });

  it("may be tokens", () => {
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const task = taskIn(stack, {
      ...EC2,
      pidMode: text as "task",
      taskPlacementConstraints: [text],
    });
    task.addContainer("web", { image });
    expect(synth(stack).only("aws_ecs_task_definition")).toMatchObject({
      pid_mode: '${join("", [var.text])}',
      placement_constraints: [{ expression: '${join("", [var.text])}' }],
    });
  });

  it.each<[Partial<TaskDefinitionProps>, string]>([
    [
      { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" },
      'test/task: `operatingSystemFamily` must be LINUX: these modules make Linux tasks, because how secrets reach a container differs on Windows, got "WINDOWS_SERVER_2022_CORE". Write Windows tasks with `EcsTaskDefinition` of the provider. [ecs-linux-only]',
    ],
    [
      { pidMode: "host" },
      "test/task: `pidMode` must be task or, on EC2, host, got host on FARGATE. Leave it out where no container looks at another one's processes. [ecs-pid-mode]",
    ],
    [
      { pidMode: "task", platformVersion: "1.3.0" },
      "test/task: `platformVersion` must be new enough for what the container uses, got 1.3.0, but pidMode needs 1.4.0. Leave it out, or write LATEST. [ecs-fargate-platform]",
    ],
    [
      { ipcMode: "task" },
      "test/task: `ipcMode` must be left out on Fargate, which does not have it, got it on Fargate. Remove it, or set `compatibility` to EC2. [ecs-ec2-only]",
    ],
    [
      { ...EC2, networkMode: "bridge", enableFaultInjection: true },
      'test/task: `enableFaultInjection` must be left out but in network modes awsvpc and host, got "bridge". Remove it, or choose another network mode. [ecs-fault-injection]',
    ],
    [
      { taskPlacementConstraints: ["attribute:a == b"] },
      "test/task: `taskPlacementConstraints` must be left out on Fargate, which does not have it, got it on Fargate. Remove it, or set `compatibility` to EC2. [ecs-ec2-only]",
    ],
    [
      { ...EC2, taskPlacementConstraints: [""] },
      "test/task: `taskPlacementConstraints` must hold at most 10 expressions, none of them empty, got an empty one. Join them by `and`: see the cluster query language. [ecs-task-placement-constraints]",
    ],
  ])("%j is refused", (props, message) => {
    expect(() => taskWith(props)).toThrow(new Error(message));
  });
});

describe("an App Mesh proxy", () => {
  it("takes the traffic of the other containers", () => {
    expect(taskWith({ proxyConfiguration: PROXY }, "envoy")["proxy_configuration"]).toEqual({
      type: "APPMESH",
      container_name: "envoy",
      properties: {
        AppPorts: "8080,8081",
        EgressIgnoredIPs: "169.254.170.2,169.254.169.254",
        IgnoredUID: "1337",
        ProxyEgressPort: "15001",
        ProxyIngressPort: "15000",
      },
    });
  });

  it("may have ports that only Terraform knows", () => {
    const stack = testStack();
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    const proxyConfiguration = { ...PROXY, proxyIngressPort: port, appPorts: [port, 80] };
    taskIn(stack, { proxyConfiguration }).addContainer("envoy", { image });
    expect(synth(stack).only("aws_ecs_task_definition")["proxy_configuration"]).toMatchObject({
      properties: { AppPorts: "${var.port},80", ProxyIngressPort: "${var.port}" },
    });
  });

  it.each<[Partial<TaskDefinitionProps>, Partial<AppMeshProxy>, string]>([
    [{ ...EC2, networkMode: "host" }, {}, "got network mode host."],
    [{}, { ignoredUid: undefined }, "got neither of them."],
    [{}, { appPorts: [0] }, "`proxyConfiguration.appPorts` must be a whole number from 1 to 65535"],
    [
      {},
      { containerName: "enovy" },
      '`proxyConfiguration.containerName` must name a container of the task, got "enovy" (the task has envoy; did you mean "envoy"?)',
    ],
  ])("on %j with %j is refused", (props, proxy, message) => {
    const proxyConfiguration = { ...PROXY, ...proxy };
    expect(() => taskWith({ ...props, proxyConfiguration }, "envoy")).toThrow(message);
  });
});

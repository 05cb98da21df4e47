import { TerraformVariable, type TerraformStack } from "cdktf";
import type { ContainerProps, TaskDefinitionProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack, type Attributes } from "../../support/synth";
import { containerOf, image, taskIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

type Props = Partial<ContainerProps>;
type Task = Partial<TaskDefinitionProps>;

const EC2: Task = { compatibility: "EC2" };
const BRIDGE: Task = { compatibility: "EC2", networkMode: "bridge" };

function stackOf(props: Props, task: Task = {}): TerraformStack {
  const stack = testStack();
  taskIn(stack, task).addContainer("web", { image, ...props });
  return stack;
}

const container = (props: Props, task: Task = {}): Attributes => containerOf(stackOf(props, task));

/** The prop as it is given, the task it is given on, and the fields that it becomes. */
const FIELDS: readonly (readonly [string, Props, Task, object])[] = [
  [
    "ulimits",
    { ulimits: [{ name: "nofile", softLimit: 65_535, hardLimit: 65_535 }] },
    {},
    { ulimits: [{ name: "nofile", softLimit: 65_535, hardLimit: 65_535 }] },
  ],
  [
    "linuxParameters",
    {
      linuxParameters: {
        initProcessEnabled: true,
        capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] },
      },
    },
    {},
    {
      linuxParameters: {
        initProcessEnabled: true,
        capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] },
      },
    },
  ],
  [
    "linuxParameters",
    {
      linuxParameters: {
        sharedMemorySizeMiB: 128,
        maxSwapMiB: 512,
        swappiness: 10,
        devices: [{ hostPath: "/dev/fuse", containerPath: "/dev/f", permissions: ["read"] }],
      },
    },
    EC2,
    {
      linuxParameters: {
        sharedMemorySize: 128,
        maxSwap: 512,
        swappiness: 10,
        devices: [{ hostPath: "/dev/fuse", containerPath: "/dev/f", permissions: ["read"] }],
      },
    },
  ],
  [
    "tmpfs",
    { tmpfs: { "/tmp": { sizeMiB: 64, mountOptions: ["noexec"] }, "/run": { sizeMiB: 1 } } },
    {},
    {
      linuxParameters: {
        tmpfs: [
          { containerPath: "/run", size: 1 },
          { containerPath: "/tmp", size: 64, mountOptions: ["noexec"] },
        ],
      },
      readonlyRootFilesystem: true,
    },
  ],
  [
    "tmpfs and linuxParameters",
    { tmpfs: { "/tmp": { sizeMiB: 64 } }, linuxParameters: { initProcessEnabled: true } },
    {},
    {
      linuxParameters: {
        tmpfs: [{ containerPath: "/tmp", size: 64 }],
        initProcessEnabled: true,
      },
    },
  ],
  [
    "restartPolicy",
    { restartPolicy: { ignoredExitCodes: [0, 143], attemptPeriodSeconds: 60 } },
    {},
    { restartPolicy: { enabled: true, ignoredExitCodes: [0, 143], restartAttemptPeriod: 60 } },
  ],
  ["restartPolicy", { restartPolicy: {} }, {}, { restartPolicy: { enabled: true } }],
  [
    "restartPolicy",
    { restartPolicy: { enabled: false } },
    {},
    { restartPolicy: { enabled: false } },
  ],
  [
    "systemControls",
    { systemControls: { "net.core.somaxconn": "1024", "kernel.shmmax": "64" } },
    {},
    {
      systemControls: [
        { namespace: "kernel.shmmax", value: "64" },
        { namespace: "net.core.somaxconn", value: "1024" },
      ],
    },
  ],
  ["gpuCount", { gpuCount: 2 }, EC2, { resourceRequirements: [{ type: "GPU", value: "2" }] }],
  ["gpuCount", { gpuCount: "ALL" }, EC2, { resourceRequirements: [{ type: "GPU", value: "ALL" }] }],
  ["hostname", { hostname: "web" }, BRIDGE, { hostname: "web" }],
  [
    "extraHosts",
    { extraHosts: { db: "10.0.0.10", cache: "::1", host: "host-gateway" } },
    BRIDGE,
    {
      extraHosts: [
        { hostname: "cache", ipAddress: "::1" },
        { hostname: "db", ipAddress: "10.0.0.10" },
        { hostname: "host", ipAddress: "host-gateway" },
      ],
    },
  ],
  ["pseudoTerminal", { pseudoTerminal: true }, {}, { pseudoTerminal: true }],
  ["interactive", { interactive: true }, {}, { interactive: true }],
  [
    "dockerSecurityOptions",
    { dockerSecurityOptions: ["no-new-privileges", "label:type:svirt_apache_t"] },
    EC2,
    { dockerSecurityOptions: ["no-new-privileges", "label:type:svirt_apache_t"] },
  ],
  [
    "versionConsistency",
    { versionConsistency: "disabled" },
    {},
    { versionConsistency: "disabled" },
  ],
  [
    "portMappings.containerPortRange",
    { portMappings: [{ containerPortRange: "8080-8090" }] },
    {},
    { portMappings: [{ containerPortRange: "8080-8090", protocol: "tcp" }] },
  ],
  ["workingDirectory", { workingDirectory: "/app" }, {}, { workingDirectory: "/app" }],
];

describe("a field of the kernel or of Docker", () => {
  it("is none by default", () => {
    const fields = Object.keys(container({}));
    expect(fields).toEqual(["name", "essential", "readonlyRootFilesystem", "image"]);
  });

  it.each(FIELDS)("%s is rendered: %j", (_prop, props, task, fields) => {
    expect(container({ memoryLimitMiB: 128, ...props }, task)).toMatchObject(fields);
  });
});

describe("a token", () => {
  const number = (stack: TerraformStack) =>
    new TerraformVariable(stack, "number", { type: "number" }).numberValue;
  const text = (stack: TerraformStack) =>
    new TerraformVariable(stack, "text", { type: "string" }).stringValue;

  it.each<[string, (stack: TerraformStack) => Props, Task, RegExp]>([
    [
      "ulimits",
      (s) => ({ ulimits: [{ name: "nofile", softLimit: number(s), hardLimit: 9 }] }),
      {},
      /"softLimit\$\{local\.[\w-]+\}":""/,
    ],
    [
      "tmpfs",
      (s) => ({ tmpfs: { "/tmp": { sizeMiB: number(s) } } }),
      {},
      /"size\$\{local\.[\w-]+\}":""/,
    ],
    [
      "linuxParameters",
      (s) => ({ linuxParameters: { sharedMemorySizeMiB: number(s) } }),
      EC2,
      /"sharedMemorySize\$\{local\.[\w-]+\}":""/,
    ],
    [
      "restartPolicy",
      (s) => ({ restartPolicy: { attemptPeriodSeconds: number(s) } }),
      {},
      /"restartAttemptPeriod\$\{local\.[\w-]+\}":""/,
    ],
    [
      "memory",
      (s) => ({ memoryLimitMiB: number(s), memoryReservationMiB: 4096 / 8 }),
      {},
      /"memory\$\{local\.[\w-]+\}":""/,
    ],
    [
      "gpuCount",
      (s) => ({ gpuCount: number(s) }),
      EC2,
      /"type":"GPU","value":"\$\{local\.[\w-]*gpu-count[\w-]*\}"/,
    ],
    ["hostname", (s) => ({ hostname: text(s) }), BRIDGE, /"hostname":"\$\{local\./],
    [
      "systemControls",
      (s) => ({ systemControls: { "net.core.somaxconn": text(s) } }),
      {},
      /"value":"\$\{local\./,
    ],
    ["extraHosts", (s) => ({ extraHosts: { db: text(s) } }), BRIDGE, /"ipAddress":"\$\{local\./],
    [
      "dockerSecurityOptions",
      (s) => ({ dockerSecurityOptions: [text(s)] }),
      EC2,
      /"dockerSecurityOptions":\["\$\{local\./,
    ],
    [
      "capabilities",
      (s) => ({ linuxParameters: { capabilities: { add: [text(s)] } } }),
      {},
      /"add":\["\$\{local\./,
    ],
    [
      "portMappings",
      (s) => ({ portMappings: [{ containerPortRange: text(s), name: text2(s) }] }),
      {},
      /"containerPortRange":"\$\{local\./,
    ],
  ])("in %s is not judged", (_prop, props, task, rendered) => {
    const stack = testStack();
    taskIn(stack, task).addContainer("web", { image, memoryLimitMiB: 128, ...props(stack) });
    const text = synth(stack).only("aws_ecs_task_definition")["container_definitions"];
    expect(text).toMatch(rendered);
  });

  it("may be the size of the task, which its containers are then not held against", () => {
    const stack = testStack();
    const cpu = number(stack);
    taskIn(stack, { cpu, memoryMiB: 512 }).addContainer("web", { image, cpu: 4096 });
    expect(synth(stack).only("aws_ecs_task_definition")).toMatchObject({
      cpu: "${var.number}",
      memory: "512",
    });
  });

  function text2(stack: TerraformStack): string {
    return new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  }
});

describe("a mistake", () => {
  it.each<[Props, Task, string, string]>([
    [{ ulimits: [{ name: "nofile", softLimit: 2, hardLimit: 1 }] }, {}, "ulimits", "ecs-ulimit"],
    [
      {
        ulimits: [
          { name: "nofile", softLimit: 1, hardLimit: 1 },
          { name: "nofile", softLimit: 2, hardLimit: 2 },
        ],
      },
      {},
      "ulimits",
      "ecs-ulimit-once",
    ],
    [{ tmpfs: { tmp: { sizeMiB: 64 } } }, {}, "tmpfs", "ecs-tmpfs"],
    [
      { tmpfs: { "/tmp": { sizeMiB: 64, mountOptions: ["size=1m"] } } },
      {},
      "tmpfs",
      "ecs-tmpfs-option",
    ],
    [
      { tmpfs: { "/tmp": { sizeMiB: 64 } }, mounts: { "/tmp": { volume: "tmp" } } },
      {},
      "mounts",
      "ecs-mount-once",
    ],
    [
      { tmpfs: { "/tmp": { sizeMiB: 64 } } },
      { platformVersion: "1.3.0" },
      "platformVersion",
      "ecs-fargate-platform",
    ],
    [
      { linuxParameters: { capabilities: { add: ["NET_ADMIN"] } } },
      {},
      "linuxParameters.capabilities.add",
      "ecs-capability-fargate",
    ],
    [
      { linuxParameters: { capabilities: { drop: ["all"] } } },
      {},
      "linuxParameters.capabilities.drop",
      "ecs-capability",
    ],
    [
      { linuxParameters: { sharedMemorySizeMiB: 64 } },
      {},
      "linuxParameters.sharedMemorySizeMiB",
      "ecs-ec2-only",
    ],
    [{ linuxParameters: { maxSwapMiB: 0 } }, {}, "linuxParameters.maxSwapMiB", "ecs-ec2-only"],
    [
      { linuxParameters: { devices: [{ hostPath: "/dev/fuse" }] } },
      {},
      "linuxParameters.devices",
      "ecs-ec2-only",
    ],
    [
      { linuxParameters: { sharedMemorySizeMiB: 0 } },
      EC2,
      "linuxParameters.sharedMemorySizeMiB",
      "ecs-shared-memory",
    ],
    [{ linuxParameters: { swappiness: 60 } }, EC2, "linuxParameters.maxSwapMiB", "ecs-swap"],
    [
      { restartPolicy: { attemptPeriodSeconds: 59 } },
      {},
      "restartPolicy.attemptPeriodSeconds",
      "ecs-restart-period",
    ],
    [
      { restartPolicy: { ignoredExitCodes: [256] } },
      {},
      "restartPolicy.ignoredExitCodes",
      "ecs-restart-exit-codes",
    ],
    [{ systemControls: { "vm.swappiness": "1" } }, {}, "systemControls", "ecs-system-control"],
    [
      { systemControls: { "net.core.somaxconn": "1" } },
      { compatibility: "EC2", networkMode: "host" },
      "systemControls",
      "ecs-system-control",
    ],
    [{ gpuCount: 1 }, {}, "gpuCount", "ecs-ec2-only"],
    [{ gpuCount: 0 }, EC2, "gpuCount", "ecs-gpu-count"],
    [{ hostname: "web" }, {}, "hostname", "ecs-not-in-awsvpc"],
    [{ extraHosts: { db: "10.0.0.1" } }, {}, "extraHosts", "ecs-ec2-only"],
    [{ extraHosts: { db: "10.0.0.1" } }, EC2, "extraHosts", "ecs-not-in-awsvpc"],
    [{ extraHosts: { db: "db.internal" } }, BRIDGE, "extraHosts", "ecs-extra-host"],
    [{ dockerSecurityOptions: ["no-new-privileges"] }, {}, "dockerSecurityOptions", "ecs-ec2-only"],
    [
      { dockerSecurityOptions: ["seccomp:x"] },
      EC2,
      "dockerSecurityOptions",
      "ecs-docker-security-option",
    ],
    [{ overrides: { dnsServers: ["10.0.0.2"] } }, {}, "overrides.dnsServers", "ecs-ec2-only"],
    [{ overrides: { privileged: true } }, {}, "overrides.privileged", "ecs-ec2-only"],
    [{ overrides: { links: ["db"] } }, EC2, "overrides.links", "ecs-bridge-only"],
    [
      { overrides: { linuxParameters: { sharedMemorySize: 64 } } },
      {},
      "overrides.linuxParameters.sharedMemorySize",
      "ecs-ec2-only",
    ],
    [
      { healthCheck: { command: ["CMD", "true"] }, overrides: { healthCheck: { retries: 11 } } },
      {},
      "overrides.healthCheck.retries",
      "ecs-health-check-range",
    ],
    [{ overrides: { memory: 3 } }, {}, "overrides.memory", "ecs-container-memory-size"],
    [{ portMappings: [{ containerPortRange: "90-80" }] }, {}, "portMappings", "ecs-port-range"],
    [{ portMappings: [{}] }, {}, "portMappings", "ecs-port-or-range"],
    [
      { portMappings: [{ containerPort: 80, name: "Bad Name!" }] },
      {},
      "portMappings.name",
      "ecs-port-name",
    ],
  ])("in %j on %j is refused", (props, task, prop, rule) => {
    const adding = () => stackOf({ memoryLimitMiB: 128, ...props }, task);
    expect(adding).toThrow(`test/task/web: \`${prop}\` must`);
    expect(adding).toThrow(`[${rule}]`);
  });

  it("of a name in an object is refused with the nearest one", () => {
    const linuxParameters = { sharedMemorySize: 64 } as object;
    expect(() => stackOf({ linuxParameters }, EC2)).toThrow(
      "Did you mean `linuxParameters.sharedMemorySizeMiB`?",
    );
  });

  it("that Fargate passes over is warned of", () => {
    const ulimits = [{ name: "memlock", softLimit: -1, hardLimit: -1 }] as const;
    expect(annotationsOf(stackOf({ ulimits }))).toMatchObject([
      { message: "Fargate applies the ulimit nofile and, as its pages say, no other one." },
    ]);
    expect(annotationsOf(stackOf({ ulimits, memoryLimitMiB: 128 }, EC2))).toEqual([]);
  });
});

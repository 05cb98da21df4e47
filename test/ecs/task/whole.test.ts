import type { ContainerProps, TaskDefinitionProps } from "cdktf-ecs-secrets/ecs";
import { testStack } from "../../support/synth";
import { image, synthesizing, taskIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

type Containers = Readonly<Record<string, Partial<ContainerProps>>>;

function stackWith(containers: Containers, task: Partial<TaskDefinitionProps> = {}) {
  const stack = testStack();
  const definition = taskIn(stack, task);
  for (const [name, props] of Object.entries(containers)) {
    definition.addContainer(name, { image, ...props });
  }
  return stack;
}

const port = (containerPort: number, more = {}) => ({
  portMappings: [{ containerPort, ...more }],
});
const bridge = { compatibility: "EC2", networkMode: "bridge" } as const;

describe("what ECS refuses of a whole task", () => {
  it.each<[string, Containers, Partial<TaskDefinitionProps>, string]>([
    [
      "one port of two containers in awsvpc",
      { proxy: port(80), web: port(80) },
      {},
      "test/task/web: `portMappings` must take no port that is taken: in network modes awsvpc and host the containers of a task share their ports, in bridge they share the instance's, " +
        "got 80/tcp of web, which proxy has. Let one of them listen on another port; in bridge leave hostPort out. [ecs-port-unique]",
    ],
    [
      "a container's memory above the task's",
      { web: { memoryLimitMiB: 4096 } },
      {},
      "test/task/web: `memoryLimitMiB` must be at most what the whole task has, got 4096 MiB in a task of 512. Give the task more, or the container less. [ecs-container-within-task]",
    ],
    [
      "the sum of reservations above the task's memory",
      { proxy: { memoryReservationMiB: 256 }, web: { memoryReservationMiB: 257 } },
      {},
      "test/task/web: `memoryReservationMiB` must be at most what the task has, in all of its containers together, got 256 + 257 = 513 MiB in a task of 512. Give the task more, or some of its containers less. [ecs-containers-within-task]",
    ],
    [
      "a reservation above the limit",
      { web: { memoryLimitMiB: 64, memoryReservationMiB: 128 } },
      {},
      "test/task/web: `memoryReservationMiB` must be at most the container's own limit (AWS's API page says less, its pages' corrections and ECS itself take the same), got 128 MiB reserved of 64. Raise memoryLimitMiB, or lower memoryReservationMiB. [ecs-container-reservation]",
    ],
    [
      "a container's cpu above the task's",
      { web: { cpu: 512 } },
      {},
      "test/task/web: `cpu` must be at most what the whole task has, got 512 CPU units in a task of 256. Give the task more, or the container less. [ecs-container-within-task]",
    ],
    [
      "memory of 3 MiB",
      { web: { memoryLimitMiB: 3 } },
      {},
      "test/task/web: `memoryLimitMiB` must be a whole number of MiB from 6, what Docker takes itself (4 before Docker 20.10), got 3. Leave it out where the task has memory, or give the container what its program needs. [ecs-container-memory-size]",
    ],
    [
      "cpu of -5",
      { web: { cpu: -5 } },
      {},
      "test/task/web: `cpu` must be a whole number of CPU units from 0, 1024 to a vCPU, got -5. Leave it out to share the task's. [ecs-container-cpu]",
    ],
    [
      "memory of 10.5 MiB",
      { web: { memoryLimitMiB: 10.5 } },
      {},
      "test/task/web: `memoryLimitMiB` must be a whole number of MiB from 6, what Docker takes itself (4 before Docker 20.10), got 10.5. Leave it out where the task has memory, or give the container what its program needs. [ecs-container-memory-size]",
    ],
    [
      "a health check that begins with a program",
      { web: { healthCheck: { command: ["curl", "-f", "localhost"] } } },
      {},
      'test/task/web: `healthCheck.command` must begin with CMD or CMD-SHELL, and go on with what is run, got "curl". Write `["CMD", "curl", …]` for a program, or `["CMD-SHELL", "curl …"]` for a shell. [ecs-health-check-command]',
    ],
    [
      "a port name with capitals and blanks",
      { web: port(80, { name: "Bad Name!" }) },
      {},
      'test/task/web: `portMappings.name` must be 1 to 64 lower-case letters, digits, `_` or `-` that do not begin with a hyphen, as Service Connect takes it, got "Bad Name!". Use a name such as http. [ecs-port-name]',
    ],
    [
      "8 vCPU on platform 1.3.0",
      { web: {} },
      { cpu: 8192, memoryMiB: 16_384, platformVersion: "1.3.0" },
      "test/task: `platformVersion` must be new enough for what the container uses, got 1.3.0, but a size of 8192 CPU units needs 1.4.0. Leave it out, or write LATEST. [ecs-fargate-platform]",
    ],
    [
      "ARM64 on platform 1.3.0, also on FARGATE_SPOT",
      { web: {} },
      { cpuArchitecture: "ARM64", platformVersion: "1.3.0" },
      "test/task: `platformVersion` must be new enough for what the container uses, got 1.3.0, but ARM64 needs 1.4.0. Leave it out, or write LATEST. [ecs-fargate-platform]",
    ],
  ])("is refused: %s", (_case, containers, task, message) => {
    expect(synthesizing(containers, task)).toThrow(new Error(message));
  });

  it.each<[string, Containers, Partial<TaskDefinitionProps>, string]>([
    [
      "the sum of cpu",
      { a: { cpu: 128 }, b: { cpu: 64 }, c: { cpu: 65 } },
      {},
      "got 128 + 64 + 65 = 257 CPU units in a task of 256",
    ],
    [
      "sums on EC2, too",
      { a: { cpu: 128 }, b: { cpu: 129 } },
      { compatibility: "EC2" },
      "257 CPU units in a task of 256",
    ],
    [
      "a reservation above the task's memory",
      { web: { memoryReservationMiB: 513 } },
      {},
      "memoryReservationMiB` must be at most what the whole task has, got 513 MiB in a task of 512",
    ],
    [
      "a port in one container twice",
      { web: { portMappings: [{ containerPort: 80 }, { containerPort: 80 }] } },
      {},
      "80/tcp twice in web",
    ],
    [
      "a port of network mode host",
      { proxy: port(80), web: port(80) },
      { compatibility: "EC2", networkMode: "host" },
      "80/tcp of web, which proxy has",
    ],
    [
      "a host port of bridge",
      { proxy: port(80, { hostPort: 8080 }), web: port(81, { hostPort: 8080 }) },
      bridge,
      "8080/tcp of web, which proxy has",
    ],
    [
      "a range over a port",
      { proxy: port(85), web: { portMappings: [{ containerPortRange: "80-90" }] } },
      {},
      "80-90/tcp of web, which proxy has",
    ],
    [
      "a port from overrides",
      { proxy: port(80), web: { overrides: { portMappings: [{ containerPort: 80 }] } } },
      {},
      "80/tcp of web, which proxy has",
    ],
    [
      "one name of two ports",
      { proxy: port(80, { name: "http" }), web: port(81, { name: "http" }) },
      {},
      '"http" twice',
    ],
    [
      "all GPUs beside one",
      { a: { gpuCount: "ALL" }, b: { gpuCount: 1 } },
      { compatibility: "EC2" },
      "ALL and 1 in one task",
    ],
    ["a memory reservation of nothing", { web: { memoryReservationMiB: 0 } }, {}, "got 0."],
    ["a fraction of a CPU unit", { web: { cpu: 0.5 } }, {}, "got 0.5."],
    [
      "a task of 64 CPU units on EC2",
      { web: {} },
      { compatibility: "EC2", cpu: 64 },
      "[ecs-task-cpu]",
    ],
    [
      "a task of 5 MiB on EC2",
      { web: {} },
      { compatibility: "EC2", memoryMiB: 5 },
      "[ecs-task-memory]",
    ],
    ["a platform that is none", { web: {} }, { platformVersion: "1.4" }, "[ecs-platform-version]"],
    [
      "32 vCPU on platform 1.3.0",
      { web: {} },
      { cpu: 32_768, memoryMiB: 61_440, platformVersion: "1.3.0" },
      "[ecs-fargate-platform]",
    ],
    [
      "a volume of a container that is not there",
      { web: { overrides: { volumesFrom: [{ sourceContainer: "wbe" }] } } },
      {},
      '"wbe" (the task has web; did you mean "web"?)',
    ],
    [
      "a container to wait for that is not there",
      { web: { dependsOn: { initt: "START" } }, init: {} },
      {},
      '`web.dependsOn` must name another container of the task, got "initt" (the task has init, web; did you mean "init"?)',
    ],
  ])("is refused: %s", (_case, containers, task, got) => {
    expect(synthesizing(containers, task)).toThrow(got);
  });
});

describe("what ECS takes of a whole task", () => {
  it.each<[string, Containers, Partial<TaskDefinitionProps>]>([
    [
      "reservations and cpu up to the task's",
      {
        a: { cpu: 128, memoryReservationMiB: 256 },
        b: { cpu: 128, memoryReservationMiB: 256, memoryLimitMiB: 512 },
      },
      {},
    ],
    [
      "a limit that is the reservation",
      { a: { memoryLimitMiB: 64, memoryReservationMiB: 64 } },
      {},
    ],
    ["memory of 6 MiB", { a: { memoryLimitMiB: 6 } }, {}],
    ["cpu of 0", { a: { cpu: 0 } }, {}],
    [
      "a port for tcp and for udp",
      { a: { portMappings: [{ containerPort: 53 }, { containerPort: 53, protocol: "udp" }] } },
      {},
    ],
    [
      "free host ports in bridge",
      { a: port(80), b: port(80), c: port(80, { hostPort: 0 }) },
      bridge,
    ],
    [
      "one container port on two host ports",
      { a: { portMappings: [80, 81].map((hostPort) => ({ containerPort: 80, hostPort })) } },
      bridge,
    ],
    ["8 vCPU on the newest platform", { a: {} }, { cpu: 8192, memoryMiB: 16_384 }],
    ["ARM64 on 1.4.0", { a: {} }, { cpuArchitecture: "ARM64", platformVersion: "1.4.0" }],
    ["32 vCPU", { a: {} }, { cpu: 32_768, memoryMiB: 249_856 }],
    [
      "containers above a task without limits",
      { a: { cpu: 4096, memoryLimitMiB: 4096 } },
      { compatibility: "EC2", cpu: undefined, memoryMiB: undefined },
    ],
  ])("is taken: %s", (_case, containers, task) => {
    expect(synthesizing(containers, task)).not.toThrow();
  });
});

it("warns of limits that are together above the task's memory, of which AWS's pages differ", () => {
  const stack = stackWith({ a: { memoryLimitMiB: 512 }, b: { memoryLimitMiB: 512 } });
  expect(annotationsOf(stack)).toMatchObject([
    {
      constructPath: "test/task/b",
      message: expect.stringContaining("are together above the task's own memory") as string,
    },
  ]);
});

it("hands out the ports that a load balancer and Service Connect can name", () => {
  const stack = testStack();
  const task = taskIn(stack);
  task.addContainer("web", {
    image,
    portMappings: [
      { containerPort: 80, name: "http", appProtocol: "http2" },
      { containerPortRange: "8080-8082", name: "more" },
    ],
  });
  expect(task.mappedPorts).toEqual(["web:80", "web:8080", "web:8081", "web:8082"]);
  expect([...task.namedPorts]).toEqual([
    ["http", "http2"],
    ["more", undefined],
  ]);
});

describe("dependsOn", () => {
  it("takes containers that are added later, and a diamond of them", () => {
    expect(
      synthesizing({
        web: { dependsOn: { left: "START", right: "SUCCESS" } },
        left: { dependsOn: { base: "HEALTHY" } },
        right: { essential: false, dependsOn: { base: "START" } },
        base: { healthCheck: { command: ["CMD", "true"] } },
      }),
    ).not.toThrow();
  });

  it("names a container of the task", () => {
    expect(synthesizing({ web: { dependsOn: { migrations: "START" } }, api: {} })).toThrow(
      '[test/task] `web.dependsOn` must name another container of the task, got "migrations" (the task has api, web). Add the container, or correct the name. [ecs-depends-on-known]',
    );
  });

  it.each<[string, Readonly<Record<string, Partial<ContainerProps>>>, string]>([
    ["itself", { web: { dependsOn: { web: "START" } } }, "web → web"],
    [
      "others",
      {
        admin: { dependsOn: { api: "START" } },
        api: { dependsOn: { cache: "START" } },
        cache: { dependsOn: { api: "START" } },
      },
      "api → cache → api",
    ],
    [
      "volumes of its own",
      { web: { overrides: { volumesFrom: [{ sourceContainer: "web" }] } } },
      "web → web",
    ],
    [
      "volumes of one that waits for it",
      {
        api: { overrides: { volumesFrom: [{ sourceContainer: "cache" }] } },
        cache: { dependsOn: { api: "START" } },
      },
      "api → cache → api",
    ],
  ])("never leads back through %s", (_what, containers, cycle) => {
    expect(synthesizing(containers)).toThrow(
      new RegExp(
        `\\[test/task\\] \`\\w+\\.dependsOn\` must lead back to no container that waits for it, be it by dependsOn, links or volumesFrom, got ${cycle}\\. Remove one of these dependencies: the task would never start\\. \\[ecs-depends-on-cycle\\]`,
      ),
    );
  });

  it.each<[string, Readonly<Record<string, Partial<ContainerProps>>>, string]>([
    [
      "SUCCESS of an essential container",
      { web: { dependsOn: { init: "SUCCESS" } }, init: {} },
      "SUCCESS of init, which is essential",
    ],
    [
      "HEALTHY without a health check",
      { web: { dependsOn: { cache: "HEALTHY" } }, cache: {} },
      "HEALTHY of cache without healthCheck",
    ],
  ])("refuses %s", (_what, containers, got) => {
    expect(synthesizing(containers)).toThrow(`got ${got}. Set`);
  });
});

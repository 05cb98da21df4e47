import { EcsCluster, LogDriver, ScheduledTask } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../support/synth";
import { image, taskIn } from "./support/fixtures";
import {
  AWSVPC,
  BRIDGE,
  check,
  data,
  deploying,
  efs,
  FARGATE,
  HOST,
  NETWORK,
  NONE,
  port,
  range,
  REGISTRY,
  router,
  small,
  target,
  web,
  withData,
  type Containers,
  type Props,
} from "./support/real-life";

/** What one field says goes with what another one says. */
describe("definitions whose parts fit together", () => {
  it.each<[string, Props, Containers]>([
    [
      "a dynamic host port behind a load balancer",
      { ...BRIDGE, loadBalancers: [target("a")] },
      { web: { ...small, ...port(8080, { hostPort: 0 }) } },
    ],
    ["no network at all", NONE, { job: small }],
    ["a range of ports in awsvpc", FARGATE, { sip: range("8000-8010") }],
    [
      "a load balancer for a port of a range",
      { ...FARGATE, loadBalancers: [target("a", 8005)] },
      { web: range("8000-8010") },
    ],
    [
      "a load balancer in awsvpc on instances",
      { ...AWSVPC, loadBalancers: [target("a")] },
      { web: { ...small, ...web } },
    ],
    [
      "a link of the bridge",
      BRIDGE,
      { db: small, web: { ...small, overrides: { links: ["db:database"] } } },
    ],
    ["a hostname in bridge", BRIDGE, { web: { ...small, hostname: "web" } }],
    [
      "GPUs of two containers",
      AWSVPC,
      { a: { ...small, gpuCount: 1 }, b: { ...small, gpuCount: 2 } },
    ],
    [
      "a privileged container on an instance",
      BRIDGE,
      { agent: { ...small, overrides: { privileged: true } } },
    ],
    [
      "SYS_PTRACE on Fargate",
      FARGATE,
      { web: { linuxParameters: { capabilities: { add: ["SYS_PTRACE"], drop: ["ALL"] } } } },
    ],
    [
      "swap on an instance",
      BRIDGE,
      { web: { ...small, linuxParameters: { maxSwapMiB: 128, swappiness: 0 } } },
    ],
    [
      "a longer queue of connections on Fargate",
      FARGATE,
      { web: { systemControls: { "net.core.somaxconn": "1024" } } },
    ],
    ["processes of the task on Fargate", { ...FARGATE, pidMode: "task" }, { web: {} }],
    [
      "unlimited locked memory",
      BRIDGE,
      { web: { ...small, ulimits: [{ name: "memlock", softLimit: -1, hardLimit: -1 }] } },
    ],
    [
      "health of an essential container",
      FARGATE,
      { web: { dependsOn: { db: "HEALTHY" } }, db: check() },
    ],
    [
      "restarts of an essential container",
      FARGATE,
      { web: { restartPolicy: { attemptPeriodSeconds: 60 } } },
    ],
    [
      "a daemon that is replaced in place",
      { ...BRIDGE, schedulingStrategy: "DAEMON", minimumHealthyPercent: 0, maximumPercent: 100 },
      { agent: small },
    ],
    [
      "a daemon behind a load balancer",
      { ...BRIDGE, schedulingStrategy: "DAEMON", loadBalancers: [target("a")] },
      { web: { ...small, ...web } },
    ],
    [
      "a daemon on instances of a kind",
      {
        ...BRIDGE,
        schedulingStrategy: "DAEMON",
        placementConstraints: [{ type: "memberOf", expression: "attribute:stack == prod" }],
      },
      { agent: small },
    ],
    [
      "a deployment that stops first",
      { ...FARGATE, minimumHealthyPercent: 0, maximumPercent: 100 },
      { web },
    ],
    ["A records in awsvpc", { ...FARGATE, serviceDiscovery: { registryArn: REGISTRY } }, { web }],
    [
      "SRV records of a port of their own",
      { ...FARGATE, serviceDiscovery: { registryArn: REGISTRY, port: 8080 } },
      { web },
    ],
    [
      "SRV records in host",
      {
        ...HOST,
        serviceDiscovery: { registryArn: REGISTRY, containerName: "web", containerPort: 8080 },
      },
      { web: { ...small, ...web } },
    ],
    [
      "GELF on an instance",
      BRIDGE,
      { web: { ...small, logging: LogDriver.gelf({ address: "udp://logs.example.com:12201" }) } },
    ],
    [
      "FireLens by the router's own configuration",
      FARGATE,
      { router, web: { logging: LogDriver.firelens() } },
    ],
    [
      "an access point from its root",
      withData(efs({ accessPointId: "fsap-0123456789abcdef0", rootDirectory: "/" })),
      { web: data },
    ],
    [
      "a port for the encrypted connection",
      withData(efs({ transitEncryptionPort: 2999 })),
      { web: data },
    ],
    ["only a client of Service Connect", { ...FARGATE, serviceConnect: {} }, { web }],
    [
      "scaling beside CodeDeploy",
      {
        ...FARGATE,
        deploymentController: "CODE_DEPLOY",
        loadBalancers: [target("a")],
        scaling: { min: 1, max: 9, targets: { cpuPercent: 60 } },
      },
      { web },
    ],
    [
      "scaling down to none",
      { ...FARGATE, scaling: { min: 0, max: 9, targets: { memoryPercent: 60 } } },
      { web },
    ],
    [
      "a user and a group",
      FARGATE,
      { web: { user: "1000:1000", labels: { "com.example.team": "orders" } } },
    ],
    ["the longest name", FARGATE, { ["a".repeat(255)]: {} }],
  ])("%s", (_what, props, containers) => {
    expect(deploying(props, containers)).not.toThrow();
  });
});

const scheduling = (schedule: string, timeZone?: string) => () => {
  const stack = testStack();
  const cluster = new EcsCluster(stack, "cluster");
  const taskDefinition = taskIn(stack);
  taskDefinition.addContainer("job", { image });
  new ScheduledTask(stack, "nightly", { cluster, taskDefinition, schedule, timeZone, ...NETWORK });
  return synth(stack);
};

/** The examples of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, and their kinds. */
describe("a schedule", () => {
  it.each([
    "rate(1 minute)",
    "rate(12 hours)",
    "cron(15 10 ? * 6L 2022-2023)",
    "cron(0/15 * * * ? *)",
    "cron(0 18 ? * MON-FRI *)",
    "cron(0 10 ? * TUE#2 *)",
    "cron(30 1 1 JAN,JUL ? *)",
    "at(2030-01-01T00:00:00)",
  ])("is taken: %s", (schedule) => {
    expect(scheduling(schedule, "America/New_York")).not.toThrow();
  });

  it.each([
    "rate(5 min)",
    "rate(30 seconds)",
    "rate(1.5 hours)",
    "cron(0 3 * * *)",
    "cron(0 3 ? * ? *)",
    "cron(0 0 ? * MON#6 *)",
    "at(2030-01-01T00:00:00Z)",
    "@daily",
  ])("is refused: %s", (schedule) => {
    expect(scheduling(schedule)).toThrow("[scheduler-expression]");
  });

  it("has a time zone by its name", () => {
    expect(scheduling("rate(1 day)", "+02:00")).toThrow("[scheduler-time-zone]");
  });
});

import { LogDriver, Volume, type ServiceConnectService } from "cdktf-ecs-secrets/ecs";
import {
  AWSVPC,
  BRIDGE,
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

const connect = (...services: ServiceConnectService[]): Props => {
  return { ...FARGATE, serviceConnect: { services } };
};
const named = (...names: string[]) => {
  return {
    portMappings: names.map((name, index) => ({ containerPort: 8080 + index, name })),
  };
};

/** What one field says is at odds with what another one says. */
describe("definitions whose parts do not fit together", () => {
  it.each<[string, Props, Containers, string]>([
    [
      "8 vCPU on an old platform",
      { ...NETWORK, cpu: 8192, memoryMiB: 16_384, platformVersion: "1.3.0" },
      { web },
      "ecs-fargate-platform",
    ],
    [
      "ARM64 on an old platform",
      { ...FARGATE, cpuArchitecture: "ARM64", platformVersion: "1.3.0" },
      { web },
      "ecs-fargate-platform",
    ],
    [
      "EFS on an old platform",
      { ...withData(efs()), platformVersion: "1.3.0" },
      { web: data },
      "ecs-fargate-platform",
    ],
    [
      "more storage on an old platform",
      { ...FARGATE, ephemeralStorageGiB: 50, platformVersion: "1.3.0" },
      { web },
      "ecs-fargate-platform",
    ],
    [
      "ECS Exec on an old platform",
      { ...FARGATE, enableExecuteCommand: true, platformVersion: "1.3.0" },
      { web },
      "ecs-fargate-platform",
    ],
    [
      "Fargate's storage on an instance",
      { ...BRIDGE, ephemeralStorageGiB: 50 },
      { web: small },
      "ecs-fargate-only",
    ],
    [
      "Fargate's platform on an instance",
      { ...BRIDGE, platformVersion: "1.4.0" },
      { web: small },
      "ecs-fargate-only",
    ],
    [
      "a public address on an instance",
      { ...AWSVPC, assignPublicIp: true },
      { web: small },
      "ecs-fargate-only",
    ],
    ["subnets in bridge", { ...BRIDGE, ...NETWORK }, { web: small }, "ecs-awsvpc-only"],
    [
      "another port of the host in host",
      HOST,
      { web: { ...small, ...port(80, { hostPort: 8080 }) } },
      "ecs-host-port",
    ],
    [
      "one port of two containers in host",
      HOST,
      { a: { ...small, ...web }, b: { ...small, ...web } },
      "ecs-port-unique",
    ],
    [
      "one port of the instance twice",
      BRIDGE,
      {
        a: { ...small, ...port(80, { hostPort: 80 }) },
        b: { ...small, ...port(81, { hostPort: 80 }) },
      },
      "ecs-port-unique",
    ],
    ["a port without network", NONE, { a: { ...small, ...web } }, "ecs-host-port"],
    [
      "a port within another one's range",
      FARGATE,
      { a: range("8000-8010"), b: port(8005) },
      "ecs-port-unique",
    ],
    ["a range in host", HOST, { a: { ...small, ...range("8000-8010") } }, "ecs-port-range"],
    [
      "a link to nobody",
      BRIDGE,
      { web: { ...small, overrides: { links: ["db"] } } },
      "ecs-container-known",
    ],
    [
      "a link in awsvpc",
      AWSVPC,
      { db: small, web: { ...small, overrides: { links: ["db"] } } },
      "ecs-bridge-only",
    ],
    [
      "links of two to each other",
      BRIDGE,
      {
        a: { ...small, overrides: { links: ["b"] } },
        b: { ...small, overrides: { links: ["a"] } },
      },
      "ecs-depends-on-cycle",
    ],
    [
      "volumes of itself",
      FARGATE,
      { a: { overrides: { volumesFrom: [{ sourceContainer: "a" }] } } },
      "ecs-depends-on-cycle",
    ],
    ["a hostname in awsvpc", FARGATE, { web: { hostname: "web" } }, "ecs-not-in-awsvpc"],
    [
      "hosts in awsvpc",
      AWSVPC,
      { web: { ...small, extraHosts: { db: "10.0.0.1" } } },
      "ecs-not-in-awsvpc",
    ],
    [
      "SYS_ADMIN on Fargate",
      FARGATE,
      { web: { linuxParameters: { capabilities: { add: ["SYS_ADMIN"] } } } },
      "ecs-capability-fargate",
    ],
    [
      "shared memory on Fargate",
      FARGATE,
      { web: { linuxParameters: { sharedMemorySizeMiB: 128 } } },
      "ecs-ec2-only",
    ],
    ["swap on Fargate", FARGATE, { web: { linuxParameters: { maxSwapMiB: 128 } } }, "ecs-ec2-only"],
    [
      "shared memory of the host on Fargate",
      { ...FARGATE, ipcMode: "task" },
      { web },
      "ecs-ec2-only",
    ],
    ["processes of the host on Fargate", { ...FARGATE, pidMode: "host" }, { web }, "ecs-pid-mode"],
    [
      "a setting of the whole kernel",
      FARGATE,
      { web: { systemControls: { "vm.max_map_count": "262144" } } },
      "ecs-system-control",
    ],
    [
      "a setting of the network in host",
      HOST,
      { web: { ...small, systemControls: { "net.core.somaxconn": "1" } } },
      "ecs-system-control",
    ],
    [
      "a setting of messages with those of the host",
      { ...BRIDGE, ipcMode: "host" },
      { web: { ...small, systemControls: { "kernel.shmmax": "1" } } },
      "ecs-system-control",
    ],
    [
      "a circle of three",
      FARGATE,
      {
        a: { dependsOn: { b: "START" } },
        b: { dependsOn: { c: "START" } },
        c: { dependsOn: { a: "START" } },
      },
      "ecs-depends-on-cycle",
    ],
    [
      "a folder that is no path",
      FARGATE,
      { web: { workingDirectory: "app" } },
      "ecs-working-directory",
    ],
    [
      "a folder twice",
      { ...FARGATE, volumes: { data: Volume.task() } },
      { web: { ...data, tmpfs: { "/data": { sizeMiB: 1 } } } },
      "ecs-mount-once",
    ],
    ["a volume that is not there", FARGATE, { web: data }, "ecs-volume-mounted"],
    [
      "a folder behind an access point",
      withData(efs({ accessPointId: "fsap-0123456789abcdef0", rootDirectory: "/a" })),
      { web: data },
      "ecs-efs-root-directory",
    ],
    [
      "a Docker volume on Fargate",
      withData(Volume.docker("local")),
      { web: data },
      "ecs-volume-kind",
    ],
    [
      "a number of daemons",
      { ...BRIDGE, schedulingStrategy: "DAEMON", desiredCount: 2 },
      { web: small },
      "ecs-daemon",
    ],
    [
      "daemons that never stop",
      { ...BRIDGE, schedulingStrategy: "DAEMON", minimumHealthyPercent: 100 },
      { web: small },
      "ecs-deployment-percents",
    ],
    [
      "daemons that scale",
      {
        ...BRIDGE,
        schedulingStrategy: "DAEMON",
        scaling: { min: 1, max: 9, targets: { cpuPercent: 60 } },
      },
      { web: small },
      "ecs-daemon",
    ],
    [
      "neither more nor fewer tasks",
      { ...FARGATE, minimumHealthyPercent: 100, maximumPercent: 100 },
      { web },
      "ecs-deployment-percents",
    ],
    [
      "a circuit breaker of CodeDeploy",
      {
        ...FARGATE,
        deploymentController: "CODE_DEPLOY",
        circuitBreaker: true,
        loadBalancers: [target("a")],
      },
      { web },
      "ecs-deployment-controller",
    ],
    [
      "both target groups of CodeDeploy",
      {
        ...FARGATE,
        deploymentController: "CODE_DEPLOY",
        loadBalancers: [target("a"), target("b")],
      },
      { web },
      "ecs-code-deploy-target-group",
    ],
    [
      "A records in bridge",
      { ...BRIDGE, serviceDiscovery: { registryArn: REGISTRY } },
      { web: { ...small, ...web } },
      "ecs-service-discovery-port",
    ],
    [
      "two bases",
      {
        ...FARGATE,
        capacityProviders: [
          { name: "FARGATE", base: 1 },
          { name: "FARGATE_SPOT", base: 1 },
        ],
      },
      { web },
      "ecs-capacity-shares",
    ],
    [
      "no weight at all",
      { ...FARGATE, capacityProviders: [{ name: "FARGATE", weight: 0 }] },
      { web },
      "ecs-capacity-shares",
    ],
    [
      "instances beside Fargate",
      { ...FARGATE, capacityProviders: [{ name: "FARGATE" }, { name: "orders" }] },
      { web },
      "ecs-capacity-provider",
    ],
    [
      "packing by host",
      { ...BRIDGE, placementStrategies: [{ type: "binpack", field: "host" }] },
      { web: small },
      "ecs-placement-strategy",
    ],
    [
      "placement on Fargate",
      { ...FARGATE, placementStrategies: [{ type: "random" }] },
      { web },
      "ecs-placement-instances",
    ],
    [
      "FireLens without a router",
      FARGATE,
      { web: { logging: LogDriver.firelens({ options: { Name: "null" } }) } },
      "ecs-firelens-router",
    ],
    [
      "FireLens without a plugin",
      FARGATE,
      { router, web: { logging: LogDriver.firelens({ options: { Host: "logs" } }) } },
      "ecs-firelens-output",
    ],
    [
      "reservations above the task",
      FARGATE,
      { a: { memoryReservationMiB: 300 }, b: { memoryReservationMiB: 300 } },
      "ecs-containers-within-task",
    ],
    [
      "CPU units above the task",
      FARGATE,
      { a: { cpu: 200 }, b: { cpu: 100 } },
      "ecs-containers-within-task",
    ],
    [
      "eleven containers",
      FARGATE,
      Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`c${at}`, {}])),
      "ecs-container-count",
    ],
    [
      "one alias of two services",
      connect(
        { portName: "a", clientAlias: { port: 80, dnsName: "x" } },
        { portName: "b", clientAlias: { port: 80, dnsName: "x" } },
      ),
      { web: named("a", "b") },
      "ecs-service-connect-alias",
    ],
    [
      "a port that has no such name",
      connect({ portName: "c", clientAlias: { port: 80 } }),
      { web: named("a") },
      "ecs-service-connect-port",
    ],
    [
      "Service Connect in host",
      { ...HOST, serviceConnect: {} },
      { web: small },
      "ecs-service-connect-network",
    ],
    [
      "requests of another target group",
      {
        ...FARGATE,
        loadBalancers: [target("a")],
        scaling: {
          min: 1,
          max: 9,
          targets: {
            requests: {
              perTask: 1,
              loadBalancerArn:
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/0123456789abcdef",
              targetGroupArn: target("b").targetGroupArn,
            },
          },
        },
      },
      { web },
      "ecs-scaling-requests-target-group",
    ],
    [
      "rebalancing without room",
      {
        ...FARGATE,
        availabilityZoneRebalancing: true,
        minimumHealthyPercent: 0,
        maximumPercent: 100,
      },
      { web },
      "ecs-availability-zone-rebalancing",
    ],
  ])("%s", (_what, props, containers, rule) => {
    expect(deploying(props, containers)).toThrow(`[${rule}]`);
  });
});

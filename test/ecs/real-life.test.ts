import { ContainerImage, LogDriver, Volume } from "cdktf-ecs-secrets/ecs";
import {
  BRIDGE,
  deploying,
  FARGATE,
  HOST,
  NETWORK,
  REGISTRY,
  target,
  web,
  type Containers,
  type Props,
} from "./support/real-life";

describe("service definitions of real life that ECS takes", () => {
  it.each<[string, Props, Containers]>([
    [
      "a web service behind a public and an internal load balancer",
      { ...FARGATE, loadBalancers: [target("public"), target("internal")] },
      { web },
    ],
    [
      "a daemon that collects logs of its instance",
      {
        ...HOST,
        schedulingStrategy: "DAEMON",
        pidMode: "host",
        volumes: { logs: Volume.host("/var/log") },
      },
      {
        agent: {
          memoryReservationMiB: 64,
          mounts: { "/host/log": { volume: "logs", readOnly: true } },
        },
      },
    ],
    [
      "a worker on Spot with a base on demand",
      {
        ...FARGATE,
        capacityProviders: [
          { name: "FARGATE", base: 1, weight: 1 },
          { name: "FARGATE_SPOT", weight: 3 },
        ],
      },
      { worker: { stopTimeoutSeconds: 120 } },
    ],
    [
      "blue/green by CodeDeploy",
      { ...FARGATE, deploymentController: "CODE_DEPLOY", loadBalancers: [target("blue")] },
      { web },
    ],
    [
      "a migration before the application, and a proxy that is healthy first",
      FARGATE,
      {
        web: { ...web, dependsOn: { migrate: "SUCCESS", proxy: "HEALTHY", config: "COMPLETE" } },
        migrate: { essential: false },
        config: { essential: false },
        proxy: {
          healthCheck: { command: ["CMD-SHELL", "curl -f localhost"], timeoutSeconds: 120 },
        },
      },
    ],
    [
      "logs through Fluent Bit",
      FARGATE,
      {
        router: { firelensRouter: { type: "fluentbit" }, user: "0", logging: LogDriver.awsLogs() },
        web: { ...web, logging: LogDriver.firelens({ options: { Name: "cloudwatch" } }) },
      },
    ],
    ["a GPU", { ...BRIDGE }, { model: { gpuCount: 1, memoryLimitMiB: 4096 } }],
    [
      "a file system",
      { ...FARGATE, volumes: { data: Volume.efs({ fileSystemId: "fs-0123456789abcdef0" }) } },
      { web: { mounts: { "/data": { volume: "data" } } } },
    ],
    ["the network of the host", HOST, { web: { ...web, memoryLimitMiB: 128 } }],
    [
      "an external controller",
      { deploymentController: "EXTERNAL", cpu: 256, memoryMiB: 512 },
      { web },
    ],
    ["one container without a port", FARGATE, { worker: {} }],
    [
      "the host port of the container's in awsvpc",
      FARGATE,
      { web: { portMappings: [{ containerPort: 80, hostPort: 80 }] } },
    ],
    [
      "a reservation only, and no CPU units",
      BRIDGE,
      { web: { memoryReservationMiB: 128, cpu: 0 } },
    ],
    [
      "ARM64",
      { ...FARGATE, cpuArchitecture: "ARM64", capacityProviders: [{ name: "FARGATE_SPOT" }] },
      { web },
    ],
    ["21 GiB of its own storage", { ...FARGATE, ephemeralStorageGiB: 21 }, { web }],
    ["200 GiB of its own storage", { ...FARGATE, ephemeralStorageGiB: 200 }, { web }],
    ["8 vCPU", { ...NETWORK, cpu: 8192, memoryMiB: 61_440 }, { web }],
    ["16 vCPU", { ...NETWORK, cpu: 16_384, memoryMiB: 122_880 }, { web }],
    ["32 vCPU", { ...NETWORK, cpu: 32_768, memoryMiB: 249_856 }, { web }],
    [
      "a long stop on an instance",
      BRIDGE,
      { web: { memoryLimitMiB: 64, stopTimeoutSeconds: 600 } },
    ],
    [
      "open files, init and a writable folder",
      FARGATE,
      {
        web: {
          ulimits: [{ name: "nofile", softLimit: 65_535, hardLimit: 65_535 }],
          linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
          tmpfs: { "/tmp": { sizeMiB: 64 } },
        },
      },
    ],
    [
      "one port for TCP and UDP",
      FARGATE,
      { dns: { portMappings: [{ containerPort: 53 }, { containerPort: 53, protocol: "udp" }] } },
    ],
    [
      "dynamic host ports of two containers that listen on the same",
      BRIDGE,
      { a: { ...web, memoryLimitMiB: 64 }, b: { ...web, memoryLimitMiB: 64 } },
    ],
    [
      "Service Connect for two ports",
      {
        ...FARGATE,
        serviceConnect: {
          services: [
            { portName: "http", clientAlias: { port: 80, dnsName: "orders" } },
            { portName: "grpc", discoveryName: "orders-grpc", clientAlias: { port: 9000 } },
          ],
        },
      },
      {
        web: {
          portMappings: [
            { containerPort: 8080, name: "http", appProtocol: "http" },
            { containerPort: 9000, name: "grpc", appProtocol: "grpc" },
          ],
        },
      },
    ],
    [
      "discovery by SRV records in bridge",
      {
        ...BRIDGE,
        serviceDiscovery: { registryArn: REGISTRY, containerName: "web", containerPort: 8080 },
      },
      { web: { ...web, memoryLimitMiB: 64 } },
    ],
    [
      "one zone spread, packed by memory, on instances of a kind",
      {
        ...BRIDGE,
        placementStrategies: [
          { type: "spread", field: "attribute:ecs.availability-zone" },
          { type: "binpack", field: "memory" },
        ],
        placementConstraints: [
          { type: "memberOf", expression: "attribute:ecs.instance-type =~ m7.*" },
        ],
      },
      { web: { memoryLimitMiB: 64 } },
    ],
    [
      "a grace period for the check of the container alone",
      { ...FARGATE, healthCheckGracePeriodSeconds: 60 },
      { web: { healthCheck: { command: ["CMD", "true"] } } },
    ],
    [
      "restarts of a sidecar, and none after it is done",
      FARGATE,
      { web, sidecar: { essential: false, restartPolicy: { ignoredExitCodes: [0] } } },
    ],
    [
      "a rolling deployment said outright",
      { ...FARGATE, deploymentStrategy: { type: "ROLLING" } },
      { web },
    ],
    [
      "an image by tag and digest",
      FARGATE,
      {
        web: {
          image: ContainerImage.fromRegistry(
            `public.ecr.aws/nginx/nginx:1.27@sha256:${"0a".repeat(32)}`,
          ),
        },
      },
    ],
    ["no task for now", { ...FARGATE, desiredCount: 0 }, { web }],
    [
      "a Docker volume of a driver",
      { ...BRIDGE, volumes: { data: Volume.docker("rexray/ebs") } },
      { web: { memoryLimitMiB: 64, mounts: { "/data": { volume: "data" } } } },
    ],
  ])("%s", (_what, props, containers) => {
    expect(deploying(props, containers)).not.toThrow();
  });
});

describe("service definitions of real life that ECS refuses", () => {
  it.each<[string, Props, Containers, string]>([
    [
      "another host port in awsvpc",
      FARGATE,
      { web: { portMappings: [{ containerPort: 80, hostPort: 0 }] } },
      "ecs-host-port",
    ],
    ["two containers on one port in awsvpc", FARGATE, { a: web, b: web }, "ecs-port-unique"],
    [
      "one name for two ports of two containers",
      FARGATE,
      {
        a: { portMappings: [{ containerPort: 80, name: "http" }] },
        b: { portMappings: [{ containerPort: 81, name: "http" }] },
      },
      "ecs-port-name-unique",
    ],
    [
      "20 GiB of its own storage",
      { ...FARGATE, ephemeralStorageGiB: 20 },
      { web },
      "ecs-ephemeral-storage",
    ],
    [
      "a size that Fargate has not",
      { ...NETWORK, cpu: 256, memoryMiB: 4096 },
      { web },
      "ecs-fargate-size",
    ],
    [
      "8 vCPU by steps of 1 GiB",
      { ...NETWORK, cpu: 8192, memoryMiB: 17_408 },
      { web },
      "ecs-fargate-size",
    ],
    [
      "a stop of more than two minutes on Fargate",
      FARGATE,
      { web: { stopTimeoutSeconds: 121 } },
      "ecs-container-timeout",
    ],
    [
      "a check every second",
      FARGATE,
      { web: { healthCheck: { command: ["CMD", "true"], intervalSeconds: 1 } } },
      "ecs-health-check-range",
    ],
    [
      "ICMP",
      FARGATE,
      { web: { portMappings: [{ containerPort: 80, protocol: "icmp" as "tcp" }] } },
      "prop-word",
    ],
    ["a daemon on Fargate", { ...FARGATE, schedulingStrategy: "DAEMON" }, { web }, "ecs-daemon"],
    [
      "success of an essential container",
      FARGATE,
      { web: { dependsOn: { init: "SUCCESS" } }, init: {} },
      "ecs-depends-on-condition",
    ],
    [
      "health of one without a check",
      FARGATE,
      { web: { dependsOn: { db: "HEALTHY" } }, db: {} },
      "ecs-depends-on-condition",
    ],
    [
      "a privileged container on Fargate",
      FARGATE,
      { web: { overrides: { privileged: true } } },
      "ecs-ec2-only",
    ],
    ["a GPU on Fargate", FARGATE, { web: { gpuCount: 1 } }, "ecs-ec2-only"],
    [
      "a folder of the host on Fargate",
      { ...FARGATE, volumes: { data: Volume.host("/data") } },
      { web },
      "ecs-volume-kind",
    ],
    [
      "network mode bridge on Fargate",
      { cpu: 256, memoryMiB: 512, networkMode: "bridge" },
      { web },
      "ecs-fargate-network",
    ],
    [
      "a port that no container maps",
      { ...FARGATE, loadBalancers: [target("web", 9090)] },
      { web },
      "ecs-attached-port",
    ],
    [
      "six target groups",
      { ...FARGATE, loadBalancers: Array.from({ length: 6 }, (_, at) => target(`g${at}`)) },
      { web },
      "ecs-load-balancer-count",
    ],
    [
      "Windows",
      { ...FARGATE, operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" },
      { web },
      "ecs-linux-only",
    ],
    [
      "UDP in Service Connect",
      {
        ...FARGATE,
        serviceConnect: { services: [{ portName: "dns", clientAlias: { port: 53 } }] },
      },
      { dns: { portMappings: [{ containerPort: 53, protocol: "udp", name: "dns" }] } },
      "ecs-service-connect-protocol",
    ],
    ["no memory anywhere", BRIDGE, { web: {} }, "ecs-container-memory"],
    [
      "a container larger than its task",
      FARGATE,
      { web: { memoryLimitMiB: 1024 } },
      "ecs-container-within-task",
    ],
    ["no essential container", FARGATE, { web: { essential: false } }, "ecs-container-missing"],
  ])("%s", (_what, props, containers, rule) => {
    expect(deploying(props, containers)).toThrow(`[${rule}]`);
  });
});

import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const EC2 = "EC2";
const FARGATE = "FARGATE";

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => [value, JSON.stringify(value)] as const);
const BALANCER =
  "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/0123456789abcdef";
const GROUP =
  "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/fedcba9876543210";

describe("the rules of services and their scaling", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/service.ts", ecsRules, {
    desiredCount: {
      accepted: [0, 5000],
      refused: [
        [-1, "-1"],
        [5001, "5001"],
        [1.5, "1.5"],
      ],
    },
    capacityProvider: {
      accepted: [
        { name: "FARGATE", compatibility: FARGATE },
        { name: "FARGATE_SPOT", compatibility: FARGATE },
        { name: "orders_spot-1", compatibility: EC2 },
        { name: "a".repeat(255), compatibility: EC2 },
        { name: "my-fargate", compatibility: EC2 },
      ],
      refused: [
        [{ name: "orders", compatibility: FARGATE }, '"orders" for a task of FARGATE'],
        [{ name: "fargate", compatibility: FARGATE }, '"fargate" for a task of FARGATE'],
        [{ name: "FARGATE", compatibility: EC2 }, '"FARGATE" for a task of EC2'],
        [{ name: "aws-orders", compatibility: EC2 }, '"aws-orders" for a task of EC2'],
        [{ name: "ECS-orders", compatibility: EC2 }, '"ECS-orders" for a task of EC2'],
        [{ name: "my orders", compatibility: EC2 }, '"my orders" for a task of EC2'],
        [{ name: "", compatibility: EC2 }, '"" for a task of EC2'],
        [{ name: "a".repeat(256), compatibility: EC2 }, `"${"a".repeat(256)}" for a task of EC2`],
      ],
    },
    capacityShares: {
      accepted: [
        { weights: [1], bases: [0] },
        { weights: [1000, 0], bases: [100_000, 0] },
        { weights: Array<number>(20).fill(1), bases: [] },
      ],
      refused: [
        [{ weights: [], bases: [] }, "0 providers"],
        [{ weights: Array<number>(21).fill(1), bases: [] }, "21 providers"],
        [{ weights: [1001], bases: [0] }, "weight 1001"],
        [{ weights: [-1], bases: [0] }, "weight -1"],
        [{ weights: [0.5], bases: [0] }, "weight 0.5"],
        [{ weights: [1], bases: [100_001] }, "base 100001"],
        [{ weights: [0, 0], bases: [1, 0] }, "no weight above 0"],
        [{ weights: [1, 1], bases: [1, 2] }, "more than one base"],
      ],
    },
    awsvpcOnly: {
      accepted: [
        { networkMode: "awsvpc", given: ["subnet-1"] },
        { networkMode: "bridge", given: undefined },
      ],
      refused: [[{ networkMode: "bridge", given: ["subnet-1"] }, "it in network mode bridge"]],
    },
    subnetsGiven: {
      accepted: [1, 16],
      refused: [
        [0, "0"],
        [17, "17"],
      ],
    },
    securityGroupsGiven: {
      accepted: [1, 5],
      refused: [
        [0, "0"],
        [6, "6"],
      ],
    },
    subnetId: {
      accepted: ["subnet-0a1b2c3d", "subnet-0a1b2c3d4e5f60718"],
      refused: quoted("private-a", "subnet-", "10.0.0.0/24", "subnet-0A1B"),
    },
    securityGroupId: {
      accepted: ["sg-0a1b2c3d", "sg-0a1b2c3d4e5f60718"],
      refused: quoted("default", "sg-", "sg-0a1b2c3d,sg-1"),
    },
    loadBalancerCount: {
      accepted: [0, 1, 5],
      refused: [[6, "6"]],
    },
    attachedPort: {
      accepted: [{ wanted: "web:80", mapped: ["proxy:443", "web:80"] }],
      refused: [
        [{ wanted: "web:81", mapped: ["web:80"] }, "web:81 (the task has web:80)"],
        [{ wanted: "web:80", mapped: [] }, "web:80 (the task has no ports)"],
      ],
    },
    discoveredPort: {
      accepted: [
        { networkMode: "awsvpc" },
        { networkMode: "awsvpc", containerName: "web", containerPort: 80 },
        { networkMode: "bridge", containerName: "web", containerPort: 80 },
        { networkMode: "awsvpc", port: 80 },
      ],
      refused: [
        [
          { networkMode: "bridge", port: 80 },
          "port 80 with no container and no port in network mode bridge",
        ],
        [
          { networkMode: "awsvpc", port: 80, containerName: "web", containerPort: 80 },
          "port 80 with web and 80 in network mode awsvpc",
        ],
        [{ networkMode: "awsvpc", containerName: "web" }, "web and no port in network mode awsvpc"],
        [
          { networkMode: "awsvpc", containerPort: 80 },
          "no container and 80 in network mode awsvpc",
        ],
        [{ networkMode: "bridge" }, "no container and no port in network mode bridge"],
        [{ networkMode: "host" }, "no container and no port in network mode host"],
      ],
    },
    targetGroupArn: {
      accepted: [
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef",
      ],
      refused: [
        ["my-target-group", '"my-target-group"'],
        [
          "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/0123456789abcdef",
          '"arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/0123456789abcdef"',
        ],
      ],
    },
    serviceNameUnique: {
      accepted: [{}],
      refused: [[{ other: "test/web" }, "that of test/web, too"]],
    },
    taskDefinitionGiven: {
      accepted: [[]],
      refused: [[["cpu", "family"], "it with cpu, family"]],
    },
    managedInstancesProvider: {
      accepted: [
        { compatibility: "MANAGED_INSTANCES", providers: 1 },
        { compatibility: "FARGATE", providers: 0 },
      ],
      refused: [[{ compatibility: "MANAGED_INSTANCES", providers: 0 }, "none"]],
    },
    managedInstancesNetwork: { accepted: ["awsvpc", "host"], refused: [["bridge", '"bridge"']] },
    healthCheckGraceUse: {
      accepted: [
        { loadBalancers: 1, hasHealthCheck: false },
        { loadBalancers: 0, hasHealthCheck: true },
      ],
      refused: [[{ loadBalancers: 0, hasHealthCheck: false }, "it without a health check"]],
    },
    registryArn: {
      accepted: ["arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-0123456789abcdef"],
      refused: [
        ["orders", '"orders"'],
        [
          "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef",
          '"arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef"',
        ],
      ],
    },
    targetType: {
      accepted: [
        { networkMode: "awsvpc", type: "ip" },
        { networkMode: "bridge", type: "instance" },
        { networkMode: "host", type: "instance" },
      ],
      refused: [
        [{ networkMode: "awsvpc", type: "instance" }, "instance in network mode awsvpc"],
        [{ networkMode: "bridge", type: "ip" }, "ip in network mode bridge"],
        [{ networkMode: "awsvpc", type: "lambda" }, "lambda in network mode awsvpc"],
      ],
    },
    clusterProvider: {
      accepted: [{ name: "FARGATE", known: ["FARGATE_SPOT", "FARGATE"] }],
      refused: [
        [
          { name: "orders", known: ["FARGATE_SPOT", "FARGATE"] },
          "orders (the cluster has FARGATE, FARGATE_SPOT)",
        ],
        [{ name: "FARGATE_SPOT", known: [] }, "FARGATE_SPOT (the cluster has none)"],
      ],
    },
    healthCheckGrace: {
      accepted: [0, 2_147_483_647],
      refused: [
        [-1, "-1"],
        [0.5, "0.5"],
        [2_147_483_648, "2147483648"],
      ],
    },
    scalingRange: {
      accepted: [
        { min: 0, max: 0, desired: 0 },
        { min: 1, max: 5000, desired: 5000 },
      ],
      refused: [
        [{ min: -1, max: 2, desired: 1 }, "-1 to 2 with 1"],
        [{ min: 1, max: 5001, desired: 1 }, "1 to 5001 with 1"],
        [{ min: 1.5, max: 2, desired: 2 }, "1.5 to 2 with 2"],
        [{ min: 3, max: 2, desired: 3 }, "3 to 2 with 3"],
        [{ min: 2, max: 4, desired: 1 }, "2 to 4 with 1"],
        [{ min: 2, max: 4, desired: 5 }, "2 to 4 with 5"],
      ],
    },
    scalingTargets: { accepted: [1, 3], refused: [[0, "none"]] },
    scalingPercent: {
      accepted: [
        { percent: undefined, compatibility: "FARGATE" },
        { percent: 0.5, compatibility: "FARGATE" },
        { percent: 100, compatibility: "FARGATE" },
        { percent: 400, compatibility: "EC2" },
        { percent: 100.5, compatibility: "MANAGED_INSTANCES" },
      ],
      refused: [
        [{ percent: 0, compatibility: "FARGATE" }, "0 on FARGATE"],
        [{ percent: 100.5, compatibility: "FARGATE" }, "100.5 on FARGATE"],
        [{ percent: 0, compatibility: "EC2" }, "0 on EC2"],
      ],
    },
    scalingRequests: { accepted: [0.5, 100_000], refused: quoted(0, -1) },
    scalingLoadBalancer: {
      accepted: [BALANCER],
      refused: quoted("web", BALANCER.replace("/app/", "/net/")),
    },
    scalingRequestsGroup: {
      accepted: [{ targetGroupArn: GROUP, attached: ["another", GROUP] }],
      refused: [
        [{ targetGroupArn: GROUP, attached: [] }, `${GROUP} (the service has none)`],
        [{ targetGroupArn: GROUP, attached: ["another"] }, `${GROUP} (the service has another)`],
      ],
    },
    scalingRequestsDeployment: {
      accepted: ["ROLLING"],
      refused: [
        ["CODE_DEPLOY", "it with CODE_DEPLOY"],
        ["BLUE_GREEN", "it with BLUE_GREEN"],
      ],
    },
    scalingCooldown: { accepted: [0, 300], refused: quoted(-1, 0.5) },
  });
});

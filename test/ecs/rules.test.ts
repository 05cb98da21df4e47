import { ecsRules } from "cdktf-ecs-secrets/ecs";
import { itHoldsAtItsBoundaries } from "./support/boundaries";
import { logBoundaries } from "./support/log-boundaries";
import { registryBoundaries } from "./support/registry-boundaries";

const tooLong = "a".repeat(256);

describe("the rules of ecs", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules.ts", ecsRules, {
    ecsName: {
      accepted: ["a", "Orders_dev-1", "a".repeat(255)],
      refused: [
        ["", '""'],
        [tooLong, `"${"a".repeat(116)}…`],
        ["my orders", '"my orders"'],
        ["orders/dev", '"orders/dev"'],
      ],
    },
    environmentVariableName: {
      accepted: ["A", "DB_PASSWORD", "db.password-1"],
      refused: [
        ["", '""'],
        ["A=B", '"A=B"'],
        ["A B", '"A B"'],
        ["A\n", '"A\\n"'],
      ],
    },
    fargateSize: {
      accepted: [
        [256, 512],
        [256, 2048],
        [512, 1024],
        [512, 4096],
        [1024, 2048],
        [1024, 8192],
        [2048, 4096],
        [2048, 16384],
        [4096, 8192],
        [4096, 30720],
        [8192, 16384],
        [8192, 20480],
        [8192, 61440],
        [16384, 32768],
        [16384, 40960],
        [16384, 122880],
      ].map(([cpu = 0, memoryMiB = 0]) => ({ cpu, memoryMiB })),
      refused: [
        [256, 256],
        [256, 1536],
        [256, 3072],
        [512, 512],
        [512, 1536],
        [512, 5120],
        [1024, 1024],
        [1024, 9216],
        [2048, 3072],
        [2048, 17408],
        [4096, 7168],
        [4096, 31744],
        [8192, 12288],
        [8192, 17408],
        [8192, 65536],
        [16384, 24576],
        [16384, 33792],
        [16384, 131072],
        [300, 1024],
        [0, 512],
      ].map(
        ([cpu = 0, memoryMiB = 0]) =>
          [{ cpu, memoryMiB }, `cpu ${cpu} with ${memoryMiB} MiB`] as const,
      ),
    },
    containerCount: { accepted: [1, 10], refused: [[11, "11"]] },
    definitionSize: { accepted: [65_536], refused: [[65_537, "65537"]] },
    containerNameUnique: {
      accepted: [{ name: "web", taken: ["proxy", "Web"] }],
      refused: [[{ name: "web", taken: ["proxy", "web"] }, '"web"']],
    },
    variableUnique: {
      accepted: [{ name: "A", taken: ["a", "B"] }],
      refused: [[{ name: "A", taken: ["A"] }, "A twice"]],
    },
    listKnown: { accepted: [true], refused: [[false, "a list that only Terraform knows"]] },
    portNumber: {
      accepted: [1, 65_535],
      refused: [
        [0, "0"],
        [65_536, "65536"],
        [80.5, "80.5"],
      ],
    },
    healthCheckTiming: {
      accepted: [
        [5, 5, 300],
        [300, 5, 300],
      ],
      refused: [
        [[4, 5, 300], "4"],
        [[301, 5, 300], "301"],
        [[5.5, 5, 300], "5.5"],
      ],
    },
    versionSelector: {
      accepted: [{}, { versionStage: "AWSPREVIOUS" }, { versionId: "v" }],
      refused: [[{ versionStage: "AWSPREVIOUS", versionId: "v" }, "stage AWSPREVIOUS and id v"]],
    },
    selectorText: {
      accepted: ["a", "my key"],
      refused: [
        ["", '""'],
        ["a:b", '"a:b"'],
      ],
    },
    jsonKeyExists: {
      accepted: [
        { jsonKey: "password", shape: { kind: "json", keys: ["password", "username"] } },
        { jsonKey: "whatever", shape: { kind: "unknown" } },
      ],
      refused: [
        [
          { jsonKey: "Password", shape: { kind: "json", keys: ["password", "username"] } },
          "Password (it has password, username)",
        ],
        [{ jsonKey: "a", shape: { kind: "text" } }, "a of a secret that is no JSON"],
      ],
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
    desiredCountRule: {
      accepted: [0, 5000],
      refused: [
        [-1, "-1"],
        [5001, "5001"],
        [1.5, "1.5"],
      ],
    },
    rolesDiffer: {
      accepted: [{}, { executionRoleArn: "a" }, { executionRoleArn: "a", taskRoleArn: "b" }],
      refused: [[{ executionRoleArn: "a", taskRoleArn: "a" }, "the same role for both"]],
    },
    fargateNetwork: { accepted: ["awsvpc"], refused: [["bridge", '"bridge"']] },
    fargatePlatform: {
      accepted: [
        { feature: "a JSON key", since: "1.4.0" },
        { platformVersion: "LATEST", feature: "a JSON key", since: "1.4.0" },
        { platformVersion: "1.4.0", feature: "a JSON key", since: "1.4.0" },
        { platformVersion: "1.10.0", feature: "a JSON key", since: "1.4.0" },
      ],
      refused: [
        [
          { platformVersion: "1.3.0", feature: "a JSON key", since: "1.4.0" },
          "1.3.0, but a JSON key needs 1.4.0",
        ],
      ],
    },
    containerMemory: { accepted: [true], refused: [[false, "a container without memory"]] },
    environmentFileCount: { accepted: [0, 10], refused: [[11, "11"]] },
    mountPath: {
      accepted: ["/", "/run/secrets", "/a..b"],
      refused: [
        ["run/secrets", '"run/secrets"'],
        ["/run/../etc", '"/run/../etc"'],
        ["/run:ro", '"/run:ro"'],
      ],
    },
    volumeKnown: {
      accepted: [
        { compatibility: "FARGATE", kind: "task" },
        { compatibility: "FARGATE", kind: "ebs" },
        { compatibility: "EC2", kind: "host" },
      ],
      refused: [
        [{ compatibility: "FARGATE", kind: "host" }, "host"],
        [{ compatibility: "FARGATE", kind: "docker" }, "docker"],
      ],
    },
    ephemeralStorage: {
      accepted: [21, 200],
      refused: [
        [20, "20"],
        [201, "201"],
        [21.5, "21.5"],
      ],
    },
    containerMissing: { accepted: [1, 10], refused: [[0, "no essential container"]] },
  });
});

describe("the rules of log drivers", () => {
  itHoldsAtItsBoundaries("modules/ecs/log-rules.ts", ecsRules, logBoundaries);
});

describe("the rules of registries", () => {
  itHoldsAtItsBoundaries("modules/ecs/registry-rules.ts", ecsRules, registryBoundaries);
});

import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const tooLong = "a".repeat(256);
const EC2 = "EC2";
const FARGATE = "FARGATE";

describe("the rules of tasks", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/task.ts", ecsRules, {
    ecsName: {
      accepted: ["a", "Orders_dev-1", "a".repeat(255)],
      refused: [
        ["", '""'],
        [tooLong, `"${"a".repeat(116)}…`],
        ["my orders", '"my orders"'],
        ["orders/dev", '"orders/dev"'],
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
        [32768, 61440],
        [32768, 122880],
        [32768, 249856],
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
        [32768, 69632],
        [32768, 253952],
        [300, 1024],
        [0, 512],
      ].map(
        ([cpu = 0, memoryMiB = 0]) =>
          [{ cpu, memoryMiB }, `cpu ${cpu} with ${memoryMiB} MiB`] as const,
      ),
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
    platformVersion: {
      accepted: ["LATEST", "1.4.0", "1.10.0"],
      refused: [
        ["latest", '"latest"'],
        ["1.4", '"1.4"'],
        ["", '""'],
      ],
    },
    fargateOnly: {
      accepted: [
        { compatibility: FARGATE, given: "1.4.0" },
        { compatibility: EC2, given: undefined },
        { compatibility: EC2, given: false },
      ],
      refused: [
        [{ compatibility: EC2, given: "1.4.0" }, "1.4.0"],
        [{ compatibility: EC2, given: true }, "true"],
      ],
    },
    pidMode: {
      accepted: [
        { compatibility: FARGATE, mode: "task" },
        { compatibility: EC2, mode: "host" },
      ],
      refused: [
        [{ compatibility: FARGATE, mode: "host" }, "host on FARGATE"],
        [{ compatibility: EC2, mode: "none" }, "none on EC2"],
      ],
    },
    ipcMode: { accepted: ["host", "task", "none"], refused: [["shared", '"shared"']] },
    faultInjection: {
      accepted: ["awsvpc", "host"],
      refused: [
        ["bridge", '"bridge"'],
        ["none", '"none"'],
      ],
    },
    taskConstraints: {
      accepted: [[], Array.from({ length: 10 }, () => "attribute:a == b")],
      refused: [
        [Array.from({ length: 11 }, () => "attribute:a == b"), "11 of them"],
        [["attribute:a == b", " "], "an empty one"],
      ],
    },
    appMeshProxy: {
      accepted: [
        { networkMode: "awsvpc", ignoredUid: 1337 },
        { networkMode: "awsvpc", ignoredGid: 0 },
      ],
      refused: [
        [{ networkMode: "bridge", ignoredUid: 1337 }, "network mode bridge"],
        [{ networkMode: "awsvpc" }, "neither of them"],
        [{ networkMode: "awsvpc", ignoredUid: -1 }, "-1"],
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
    rolesDiffer: {
      accepted: [{}, { executionRoleArn: "a" }, { executionRoleArn: "a", taskRoleArn: "b" }],
      refused: [[{ executionRoleArn: "a", taskRoleArn: "a" }, "the same role for both"]],
    },
    containerCount: { accepted: [1, 10], refused: [[11, "11"]] },
    containerMissing: { accepted: [1, 10], refused: [[0, "no essential container"]] },
    containerMemory: { accepted: [true], refused: [[false, "a container without memory"]] },
    environmentFileCount: { accepted: [0, 10], refused: [[11, "11"]] },
    definitionSize: { accepted: [65_536], refused: [[65_537, "65537"]] },
  });
});

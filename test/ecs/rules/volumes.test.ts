import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

describe("the rules of volumes", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/volumes.ts", ecsRules, {
    ebsVolume: {
      accepted: [
        { sizeGiB: 1 },
        { sizeGiB: 16_384, volumeType: "gp2" },
        { sizeGiB: 1, volumeType: "gp3", iops: 3000 },
        { sizeGiB: 160, iops: 80_000 },
        { sizeGiB: 65_536 },
        { sizeGiB: 65_536, volumeType: "io2", iops: 256_000 },
        { sizeGiB: 7, iops: 3500 },
        { sizeGiB: 4, volumeType: "io1", iops: 200 },
        { sizeGiB: 1280, volumeType: "io1", iops: 64_000 },
        { sizeGiB: 4, volumeType: "io2", iops: 4000 },
        { sizeGiB: 256, volumeType: "io2", iops: 256_000 },
        { sizeGiB: 125, volumeType: "st1" },
        { sizeGiB: 125, volumeType: "sc1" },
        { sizeGiB: 1024, volumeType: "standard" },
      ],
      refused: [
        [{ sizeGiB: 0 }, "0 GiB of gp3"],
        [{ sizeGiB: 1.5 }, "1.5 GiB of gp3"],
        [{ sizeGiB: 16_385, volumeType: "gp2" }, "16385 GiB of gp2"],
        [{ sizeGiB: 3, volumeType: "io1", iops: 100 }, "3 GiB of io1"],
        [{ sizeGiB: 4, volumeType: "io1" }, "io1 without iops"],
        [{ sizeGiB: 4, volumeType: "io2" }, "io2 without iops"],
        [{ sizeGiB: 4, volumeType: "io1", iops: 99 }, "99 IOPS of io1"],
        [{ sizeGiB: 4, volumeType: "io1", iops: 64_001 }, "64001 IOPS of io1"],
        [{ sizeGiB: 4, volumeType: "io2", iops: 256_001 }, "256001 IOPS of io2"],
        [{ sizeGiB: 1, iops: 2999 }, "2999 IOPS of gp3"],
        [{ sizeGiB: 160, iops: 80_001 }, "80001 IOPS of gp3"],
        [{ sizeGiB: 65_537 }, "65537 GiB of gp3"],
        [{ sizeGiB: 7, iops: 3501 }, "3501 IOPS of gp3 with 7 GiB"],
        [{ sizeGiB: 4, volumeType: "io1", iops: 201 }, "201 IOPS of io1 with 4 GiB"],
        [{ sizeGiB: 4, volumeType: "io2", iops: 4001 }, "4001 IOPS of io2 with 4 GiB"],
        [{ sizeGiB: 1, volumeType: "gp2", iops: 3000 }, "3000 IOPS of gp2"],
        [{ sizeGiB: 124, volumeType: "st1" }, "124 GiB of st1"],
        [{ sizeGiB: 124, volumeType: "sc1" }, "124 GiB of sc1"],
        [{ sizeGiB: 1025, volumeType: "standard" }, "1025 GiB of standard"],
      ],
    },
    ebsVolumeOnce: {
      accepted: [[], ["data"]],
      refused: [[["cache", "data"], "cache and data"]],
    },
    efsFileSystem: {
      accepted: ["fs-01234567", "fs-0123456789abcdef0"],
      refused: [
        ["fsap-01234567", '"fsap-01234567"'],
        ["fs-0123", '"fs-0123"'],
        [
          "arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-01234567",
          '"arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-01234567"',
        ],
      ],
    },
    efsAccessPoint: {
      accepted: ["fsap-01234567", "fsap-0123456789abcdef0"],
      refused: [["fs-01234567", '"fs-01234567"']],
    },
    efsRootDirectory: {
      accepted: [
        { hasAccessPoint: false },
        { hasAccessPoint: true },
        { directory: "/", hasAccessPoint: true },
        { directory: "/orders", hasAccessPoint: false },
      ],
      refused: [
        [{ directory: "/orders", hasAccessPoint: true }, "/orders with an access point"],
        [{ directory: "orders", hasAccessPoint: false }, "orders"],
        [{ directory: "/a/../b", hasAccessPoint: false }, "/a/../b"],
      ],
    },
    dockerVolume: {
      accepted: [{}, { scope: "shared" }, { scope: "shared", autoprovision: true }],
      refused: [
        [{ autoprovision: true }, "autoprovision of a task's own volume"],
        [{ scope: "task", autoprovision: false }, "autoprovision of a task's own volume"],
      ],
    },
    volumeKnown: {
      accepted: [
        { compatibility: "FARGATE", kind: "task" },
        { compatibility: "FARGATE", kind: "ebs" },
        { compatibility: "FARGATE", kind: "efs" },
        { compatibility: "EC2", kind: "host" },
      ],
      refused: [
        [{ compatibility: "FARGATE", kind: "host" }, "host"],
        [{ compatibility: "FARGATE", kind: "docker" }, "docker"],
      ],
    },
    volumeMounted: {
      accepted: [{ volume: "data", declared: ["cache", "data"] }],
      refused: [
        [{ volume: "Data", declared: ["cache", "data"] }, '"Data" (the task has cache, data)'],
        [{ volume: "data", declared: [] }, '"data" (the task has none)'],
      ],
    },
    hostPath: {
      accepted: ["/", "/var/lib/orders", "/a..b"],
      refused: [
        ["", '""'],
        ["var/lib", '"var/lib"'],
        ["/var/../etc", '"/var/../etc"'],
      ],
    },
  });
});

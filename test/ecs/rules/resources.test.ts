import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

describe("the rules of what containers take", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/resources.ts", ecsRules, {
    containerCpu: {
      accepted: [0, 1, 262_144],
      refused: [
        [-5, "-5"],
        [0.5, "0.5"],
      ],
    },
    containerMemorySize: {
      accepted: [6, 1024],
      refused: [
        [3, "3"],
        [5, "5"],
        [0, "0"],
        [-64, "-64"],
        [10.5, "10.5"],
      ],
    },
    containerReservation: {
      accepted: [
        {},
        { limit: 64 },
        { reservation: 64 },
        { limit: 64, reservation: 64 },
        { limit: 128, reservation: 64 },
      ],
      refused: [[{ limit: 64, reservation: 65 }, "65 MiB reserved of 64"]],
    },
    containerWithinTask: {
      accepted: [
        { unit: "MiB" },
        { unit: "MiB", container: 512 },
        { unit: "MiB", task: 512 },
        { unit: "MiB", container: 512, task: 512 },
      ],
      refused: [[{ unit: "MiB", container: 4096, task: 512 }, "4096 MiB in a task of 512"]],
    },
    containersWithinTask: {
      accepted: [
        { unit: "MiB", containers: [512, 512] },
        { unit: "MiB", containers: [256, undefined, 256], task: 512 },
      ],
      refused: [
        [
          { unit: "MiB", containers: [256, undefined, 257], task: 512 },
          "256 + 257 = 513 MiB in a task of 512",
        ],
      ],
    },
    taskCpu: {
      accepted: [128, 196_608],
      refused: [
        [127, "127"],
        [196_609, "196609"],
        [256.5, "256.5"],
      ],
    },
    taskMemory: {
      accepted: [6, 4_000_000],
      refused: [
        [5, "5"],
        [512.5, "512.5"],
      ],
    },
    gpuCount: {
      accepted: [1, 8, "2", "ALL"],
      refused: [
        [0, "0"],
        [-1, "-1"],
        [1.5, "1.5"],
        ["all", '"all"'],
      ],
    },
    gpuAll: {
      accepted: [[], ["ALL"], ["1", "2"]],
      refused: [[["1", "ALL"], "1 and ALL in one task"]],
    },
  });
});

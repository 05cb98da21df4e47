import * as logGroup from "../../modules/logs/log-group";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";

describe("the rules of logs", () => {
  itHoldsAtItsBoundaries("modules/logs/log-group.ts", logGroup, {
    logGroupName: {
      accepted: ["a", "a".repeat(512), "/ecs/orders-dev/web#1._"],
      refused: [
        ["", '""'],
        ["a".repeat(513), `"${"a".repeat(116)}…`],
        ["/ecs/orders dev", '"/ecs/orders dev"'],
        ["/ecs/orders:dev", '"/ecs/orders:dev"'],
      ],
    },
    logRetention: {
      accepted: [1, 365, 3653],
      refused: [
        [0, "0"],
        [2, "2"],
        [366, "366"],
        [3654, "3654"],
        [-1, "-1"],
      ],
    },
  });
});

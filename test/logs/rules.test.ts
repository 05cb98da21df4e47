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
    logGroupArn: {
      accepted: [
        "arn:aws:logs:eu-west-1:123456789012:log-group:a",
        "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/ecs/a#b_c-d.e:*",
      ],
      refused: [
        "",
        "/ecs/a",
        "arn:aws:logs:eu-west-1:123456789012:log-group:",
        "arn:aws:logs:eu-west-1:12345678901:log-group:a",
        "arn:aws:logs:eu-west-1:123456789012:log-group:a:log-stream:b",
        "arn:aws:s3:::a",
      ].map((arn) => [arn, JSON.stringify(arn)] as const),
    },
    logGroupAccount: {
      accepted: [{ account: "123456789012", own: "123456789012" }],
      refused: [
        [
          { account: "210987654321", own: "123456789012" },
          "account 210987654321 (the task's is 123456789012)",
        ],
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

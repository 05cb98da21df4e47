import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => [value, JSON.stringify(value)] as const);

describe("the rules of tasks beside services", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/run.ts", ecsRules, {
    scheduleExpression: {
      accepted: [
        "rate(1 hour)",
        "rate(15 minutes)",
        "cron(0 3 * * ? *)",
        "at(2030-01-01T00:00:00)",
      ],
      refused: quoted("rate(0 hours)", "cron(0 3 * * ?)", "at(2030-01-01)", "0 3 * * *", "rate(1)"),
    },
    scheduleName: {
      accepted: ["a", "orders.nightly_1-a", "a".repeat(64)],
      refused: quoted("", "my schedule", "a".repeat(65)),
    },
    scheduleWindow: { accepted: [1, 1440], refused: quoted(0, 1441, 1.5) },
    scheduleRetries: {
      accepted: [
        { attempts: 0, seconds: 60 },
        { attempts: 185, seconds: 86_400 },
      ],
      refused: [
        [{ attempts: -1, seconds: 60 }, "-1 within 60"],
        [{ attempts: 186, seconds: 60 }, "186 within 60"],
        [{ attempts: 0, seconds: 59 }, "0 within 59"],
        [{ attempts: 0, seconds: 86_401 }, "0 within 86401"],
      ],
    },
    scheduleTaskCount: { accepted: [1, 10], refused: quoted(0, 11, 1.5) },
    queueArn: {
      accepted: ["arn:aws:sqs:eu-central-1:123456789012:failures"],
      refused: quoted("failures", "arn:aws:sns:eu-central-1:123456789012:failures"),
    },
    runContainer: {
      accepted: [{ name: "a", known: ["b", "a"] }],
      refused: [[{ name: "c", known: ["b", "a"] }, "c (the task has b, a)"]],
    },
    runWithoutEbs: { accepted: [[]], refused: [[["data", "more"], "data, more"]] },
  });
});

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
        "cron(0/15 8-17 ? * MON-FRI *)",
        "cron(30 10 1,15 JAN-jun,12 ? 2026-2030)",
        "cron(0 0 L * ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 18 ? * 6L *)",
        "cron(0 9 ? * MON#2 *)",
        "cron(*/5 * * * ? *)",
        "at(2030-01-01T00:00:00)",
      ],
      refused: quoted(
        "rate(0 hours)",
        "cron(0 3 * * ?)",
        "cron(0 3 * * * *)",
        "cron(0 3 ? * ? *)",
        "cron(60 3 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 3 0 * ? *)",
        "cron(0 3 * 13 ? *)",
        "cron(0 3 ? * 0 *)",
        "cron(0 3 ? * MONDAY *)",
        "cron(0 3 * * ? 1969)",
        "cron(? 3 * * ? *)",
        "cron(0 3 */0 * ? *)",
        "at(2030-01-01)",
        "at(2030-02-30T00:00:00)",
        "at(2030-01-01T24:00:01)",
        "0 3 * * *",
        "rate(1)",
      ),
    },
    scheduleTimeZone: {
      accepted: ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+2"],
      refused: quoted("Mars/Olympus", "+02:00", "", "Europe/Berlin "),
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

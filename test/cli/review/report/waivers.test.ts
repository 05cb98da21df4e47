import { buildReport, type Waiver } from "../../../../cli/src/review/report";
import type { Report } from "../../../../cli/src/review/model";
import { NO_ACCESS } from "../fixtures/read-fixture";
import { madeInput } from "../fixtures/made-plan";

const INPUT = madeInput([
  {
    address: "aws_secretsmanager_secret.db",
    type: "aws_secretsmanager_secret",
    actions: ["delete"],
    before: { name: "shop/db" },
  },
]);

const WAIVER: Waiver = {
  finding: "SECRET-DESTROYED",
  subject: "aws_secretsmanager_secret.db",
  reason: "moved to the other account",
  expires: "2026-11-22",
};

function review(waiver: Partial<Waiver>, failOn: Report["failOn"] = "high"): Report {
  const config = { failOn, waivers: [{ ...WAIVER, ...waiver }] };
  return buildReport([INPUT], { config, today: "2026-11-22", analyse: () => NO_ACCESS });
}

describe("a waiver", () => {
  it.each([
    ["for exactly the finding", {}],
    ["for one stack", { stack: "dev" }],
    ["with stars", { subject: "aws_*.d*b" }],
    ["for everything", { subject: "*" }],
    ["on its last day", { expires: "2026-11-22" }],
  ])("%s lets it pass, and says why", (_what, waiver) => {
    const { verdict, stacks, findings } = review(waiver);
    expect(verdict).toBe("clean");
    expect(findings).toEqual([]);
    const { reason } = WAIVER;
    const waived = { reason, expires: "2026-11-22" };
    expect(stacks[0]?.findings).toMatchObject([{ waived, blocking: false }]);
  });

  it.each([
    ["for another finding", { finding: "KEY-DESTROYED" }],
    ["for another subject", { subject: "aws_secretsmanager_secret.d" }],
    ["for another stack", { stack: "production" }],
    ["with a star elsewhere", { subject: "*.other*" }],
    ["with overlapping stars", { subject: "aws_secretsmanager_secret.db*db" }],
    ["whose dot is a dot", { subject: "aws_secretsmanager_secret-db" }],
  ])("%s lets nothing pass, and is itself reported", (_what, waiver) => {
    const { verdict, findings } = review(waiver);
    expect(verdict).toBe("blocking");
    expect(findings).toMatchObject([{ id: "WAIVER-UNUSED", severity: "low", blocking: false }]);
  });

  it("that expired lets nothing pass, and is itself reported", () => {
    const { verdict, findings } = review({ expires: "2026-11-21" });
    expect(verdict).toBe("blocking");
    expect(findings).toMatchObject([
      {
        id: "WAIVER-EXPIRED",
        severity: "medium",
        subject: "SECRET-DESTROYED of aws_secretsmanager_secret.db",
      },
    ]);
  });

  it.each([
    ["high", false],
    ["medium", true],
    ["never", false],
  ] as const)("that expired blocks from %s on: %s", (failOn, blocking) => {
    expect(review({ expires: "2026-11-21" }, failOn).findings[0]?.blocking).toBe(blocking);
  });
});

describe("what blocks", () => {
  it.each([
    ["never", "clean"],
    ["high", "blocking"],
    ["medium", "blocking"],
    ["low", "blocking"],
  ] as const)("from %s on, a high finding is %s", (failOn, verdict) => {
    const config = { failOn, waivers: [] };
    const report = buildReport([INPUT], { config, analyse: () => NO_ACCESS });
    expect(report).toMatchObject({ verdict, failOn });
  });

  it.each([
    ["high", "clean"],
    ["low", "blocking"],
  ] as const)("from %s on, a low finding is %s", (failOn, verdict) => {
    const input = madeInput([{ type: "aws_vpc", actions: ["forget"], before: {} }]);
    const config = { failOn, waivers: [] };
    expect(buildReport([input], { config, analyse: () => NO_ACCESS }).verdict).toBe(verdict);
  });
});

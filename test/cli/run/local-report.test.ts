import { formatReport, isDelivered, type LocalResult } from "../../../cli/src/run";

const DELIVERY = { family: "web", container: "web", way: "variable", target: "DB", source: "db" };

function result(network: Partial<LocalResult["network"]>): LocalResult {
  return {
    stackName: "dev",
    resources: 1,
    deliveries: [{ ...DELIVERY, value: "made-up" }],
    network: { lookedAt: { service: 1 }, problems: [], notChecked: [], unseen: [], ...network },
    driftingAddresses: [],
    search: { leaks: [], artifacts: 1, values: 1 },
  };
}

describe("the report of a local run", () => {
  it("says that every secret arrives where the network leads there", () => {
    const results = [result({})];
    expect(isDelivered(results)).toBe(true);
    expect(formatReport(results)).toMatch(/^network +1 service: nothing keeps the tasks from/m);
    expect(formatReport(results)).toMatch(/^Every secret arrives\.$/m);
  });

  it("does not say so where the network leads nowhere", () => {
    const results = [result({}), result({ problems: ["web: subnet-1 has no way out; add one"] })];
    expect(isDelivered(results)).toBe(false);
    expect(formatReport(results)).toMatch(/^network +NO WAY: web: subnet-1 has no way out/m);
    expect(formatReport(results)).not.toContain("Every secret arrives");
  });

  it("says when no container names a secret, and points to no capitals then", () => {
    const empty = { ...result({ lookedAt: {} }), deliveries: [] };
    expect(isDelivered([empty])).toBe(false);
    expect(formatReport([empty])).toMatch(/^NOTHING was delivered: no container .+\.$/m);
    expect(formatReport([empty])).not.toMatch(/capitals|^CONTAINER/m);
    const drifting = { ...empty, driftingAddresses: ["aws_ecs_service.web"] };
    expect(formatReport([drifting])).toMatch(/^NOT as it should be: see the capitals above\.$/m);
  });

  it("counts all that starts tasks, and names what it did not look at", () => {
    const unseen = ["schedule nightly: its tasks run on instances", "task definition a: nothing"];
    const lookedAt = { "one-off task": 1, schedule: 1, service: 2 };
    const report = formatReport([result({ lookedAt, unseen })]);
    expect(report).toMatch(/^network +2 services, 1 schedule, 1 one-off task: nothing keeps/m);
    for (const sentence of unseen) {
      expect(report).toMatch(new RegExp(`^not checked +${sentence}$`, "m"));
    }
  });

  it("says what it could not look at, and who can", () => {
    const results = [result({ lookedAt: {}, notChecked: ["subnet-1"] })];
    expect(isDelivered(results)).toBe(true);
    expect(formatReport(results)).toMatch(/^not checked +subnet-1: .* doctor dev$/m);
    const app = "node examples/shop/main.ts";
    expect(formatReport(results.map((each) => ({ ...each, app })))).toContain(
      "doctor dev --app 'node examples/shop/main.ts'",
    );
    expect(formatReport(results)).not.toMatch(/^network/m);
    expect(formatReport([result({ lookedAt: {} })])).not.toMatch(/^(network|not checked)/m);
  });
});

import type { LiveService, StaleReport, StaleUse } from "../../../../cli/src/live";
import { planRedeployment } from "../../../../cli/src/live/redeploy/redeployment";
import { liveService, liveTask } from "../fixtures";

const CHANGED = new Date("2026-03-01T12:00:00.500Z");
const LATER = new Date("2026-03-01T12:00:01.500Z");
const EARLIER = new Date("2026-03-01T11:00:00.500Z");

describe("the plan for a service", () => {
  it.each([
    ["nothing", report({}), false, "current"],
    ["something that may be old", report({ unclear: 1 }), false, "unclear"],
    ["something that may be old, if that counts", report({ unclear: 1 }), true, "deploy"],
    ["something old", report({ stale: 1 }), false, "deploy"],
    ["something old and something that may be", report({ stale: 1, unclear: 1 }), false, "deploy"],
  ])("that holds %s", (_what, of, includeUnclear, kind) => {
    expect(planRedeployment(of, includeUnclear).kind).toBe(kind);
  });

  it.each([
    ["CodeDeploy", { deploymentController: "CODE_DEPLOY" } as const, /CodeDeploy/],
    ["an external controller", { deploymentController: "EXTERNAL" } as const, /external/],
    ["its deletion", { status: "DRAINING" }, /being deleted/],
  ])("leaves it to %s", (_who, service, why) => {
    const plan = planRedeployment(report({ stale: 1, service }), false);
    expect(plan).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
  });

  it.each([
    ["under way since the change", LATER, "IN_PROGRESS", { kind: "follow", deploymentId: "new" }],
    ["under way since before", EARLIER, "IN_PROGRESS", { kind: "deploy" }],
    ["that has ended", LATER, "COMPLETED", { kind: "deploy" }],
    ["that has failed", LATER, "FAILED", { kind: "deploy" }],
  ] as const)("with a deployment %s", (_which, createdAt, rolloutState, plan) => {
    const deployments = [
      { id: "new", status: "PRIMARY", createdAt, rolloutState },
      { id: "old", status: "ACTIVE", createdAt: LATER, rolloutState: "IN_PROGRESS" as const },
    ];
    expect(planRedeployment(report({ stale: 1, service: { deployments } }), false)).toEqual(plan);
  });

  it("deploys where one of the changes is newer than the deployment under way, or of unknown age", () => {
    const createdAt = new Date("2026-03-01T12:00:00.900Z");
    const deployments = [
      { id: "new", status: "PRIMARY", createdAt, rolloutState: "IN_PROGRESS" as const },
    ];
    const of = report({ stale: 1, service: { deployments } });
    const [use] = of.stale as [StaleUse];
    for (const changedAt of [LATER, undefined]) {
      const stale = [use, { ...use, changedAt }];
      expect(planRedeployment({ ...of, stale }, false).kind).toBe("deploy");
    }
  });
});

function report({
  stale = 0,
  unclear = 0,
  service: settings,
}: {
  readonly stale?: number;
  readonly unclear?: number;
  readonly service?: Partial<LiveService>;
}): StaleReport {
  const service = liveService(settings);
  const task = liveTask();
  const use: StaleUse = {
    service,
    task,
    container: "web",
    way: "variable",
    target: "DB_PASSWORD",
    source: "secret orders/db",
    changedAt: CHANGED,
    reason: "it was written after the task started",
  };
  const uses = (count: number): StaleUse[] => Array.from({ length: count }, () => use);
  return { service, tasks: [task], stale: uses(stale), unclear: uses(unclear) };
}

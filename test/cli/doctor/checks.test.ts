import { found } from "../../../cli/src/aws";
import { runChecks } from "../../../cli/src/delivery";
import { serviceChecks, type LiveSubject } from "../../../cli/src/doctor/checks";
import type { LiveService, StaleReport, StaleUse } from "../../../cli/src/live";
import { ownCommand } from "../../../cli/src/own-command";
import { registryCredentials } from "../../../cli/src/ways";
import {
  credentialSpecs,
  environmentFiles,
  environmentVariables,
  secretFiles,
  type Way,
} from "../../../cli/src/ways/ways";
import { LOCATION, REFUSED, subjectOf } from "../delivery/checks/subject";
import { liveService, liveTask } from "../live/fixtures";
import { SECRET } from "../policy/policies";

/** A service that is fine, but for what the test says. */
function liveSubject(
  service: Partial<LiveService>,
  { way = environmentVariables, valueFrom = SECRET, stale = found(report()) } = {} as {
    readonly way?: Way;
    readonly valueFrom?: string;
    readonly stale?: LiveSubject["stale"];
  },
): LiveSubject {
  const reference = subjectOf({ way, valueFrom });
  const { roles } = reference;
  const task = { definition: {}, location: LOCATION, roles, references: [reference] };
  return { service: liveService(service), task, stale };
}

function report(uses: Partial<Pick<StaleReport, "stale" | "unclear">> = {}): StaleReport {
  const tasks = [liveTask(), liveTask()];
  return { service: liveService(), tasks, stale: [], unclear: [], ...uses };
}

const use = (settings: Partial<StaleUse> = {}): StaleUse => ({
  service: liveService(),
  task: liveTask(),
  container: "web",
  way: "variable",
  target: "PASSWORD",
  source: "secret app/api",
  changedAt: new Date("2026-01-02T03:04:05Z"),
  reason: "it was written while the task started",
  ...settings,
});

describe("the platform version", () => {
  it.each<[string, Way, string, string]>([
    ["a registry login", registryCredentials, SECRET, "1.2.0"],
    ["a secret", environmentVariables, SECRET, "1.3.0"],
    ["a parameter", environmentVariables, "/orders/key", "1.3.0"],
    ["a JSON key", environmentVariables, `${SECRET}:password::`, "1.4.0"],
    ["a version", environmentVariables, `${SECRET}::AWSPENDING:`, "1.4.0"],
    ["an environment file", environmentFiles, "arn:aws:s3:::bucket/a.env", "1.4.0"],
    ["a credential specification", credentialSpecs, "arn:aws:s3:::bucket/spec.json", "1.4.0"],
  ])("knows %s from a version on", async (_what, way, valueFrom, wanted) => {
    const findings = async (platformVersion: string): Promise<readonly string[]> => {
      const subject = liveSubject({ launchType: "FARGATE", platformVersion }, { way, valueFrom });
      return (await runChecks(serviceChecks, subject)).map(({ finding }) => finding);
    };
    expect(await findings(wanted)).toEqual([]);
    expect(await findings("LATEST")).toEqual([]);
    expect(await findings("1.1.0")).toEqual([
      `platform version 1.1.0 is too old for it: ${wanted} is needed`,
    ]);
  });

  it.each<[string, Partial<LiveService>, Way]>([
    [
      "the init container fetches",
      { launchType: "FARGATE", platformVersion: "1.1.0" },
      secretFiles,
    ],
    ["an instance runs", { launchType: "EC2", platformVersion: "1.1.0" }, environmentVariables],
  ])("is nothing to what %s", async (_what, service, way) => {
    expect(await runChecks(serviceChecks, liveSubject(service, { way }))).toEqual([]);
  });
});

describe("running tasks", () => {
  it("hold the old value, in one finding for all tasks and with the command", async () => {
    const stale = found(report({ stale: [use(), use()], unclear: [use({ target: "OTHER" })] }));
    const verdicts = await runChecks(serviceChecks, liveSubject({}, { stale }));
    expect(verdicts.map(({ state, finding, next }) => [state, finding, next])).toEqual([
      [
        "problem",
        "2 of 2 tasks hold the old value; written 2026-01-02T03:04:05.000Z",
        ownCommand("redeploy --cluster orders --service web"),
      ],
      [
        "unknown",
        "1 of 2 tasks may hold an old value: it was written while the task started",
        ownCommand("redeploy --cluster orders --service web --unclear"),
      ],
    ]);
  });

  it("may hold anything where the caller may not see them", async () => {
    const [verdict] = await runChecks(serviceChecks, liveSubject({}, { stale: REFUSED }));
    expect(verdict).toMatchObject({ check: "stale", state: "unknown", next: "see --print-policy" });
  });
});

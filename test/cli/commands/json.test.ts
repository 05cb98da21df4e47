import { readFileSync } from "node:fs";
import path from "node:path";
import { failureAsJson } from "../../../cli/src/commands/failure";
import { examinationAsJson, type Examination } from "../../../cli/src/doctor";
import { isObject, SCHEMAS } from "../../../cli/src/json";
import type { StaleUse } from "../../../cli/src/live";
import { redeploymentsAsJson, type Redeployment } from "../../../cli/src/live/redeploy";
import { UserError } from "../../../cli/src/user-error";
import { liveService, liveTask } from "../live/fixtures";

const PAGE = readFileSync(path.join(__dirname, "../../../cli/README.md"), "utf8");

/** The fields that the page names, by the command and the list that they are in. */
function documented(command: string): ReadonlyMap<string, readonly string[]> {
  const rows = PAGE.matchAll(/^\| `(\w+) --json`(?:, (.+?))? +\| (.+) \|$/gm);
  const fields = [...rows].flatMap(([, of = "", lists = "", cell = ""]) => {
    if (of !== command) return [];
    const names = [...cell.replace(/\([^)]*\)/g, "").matchAll(/`(\w+)`/g)].map(
      ([, name = ""]) => name,
    );
    const places = lists === "" ? [""] : [...lists.matchAll(/`(.+?)`/g)].map(([, at = ""]) => at);
    return places.map((place) => [place, names.sort()] as const);
  });
  return new Map(fields);
}

/** The fields that an output has, all objects of a list together. */
function fieldsOf(value: unknown, place = "", found = new Map<string, Set<string>>()) {
  if (Array.isArray(value)) for (const each of value) fieldsOf(each, place, found);
  if (!isObject(value)) return found;
  const names = found.get(place) ?? new Set();
  found.set(place, names);
  for (const [name, inner] of Object.entries(value)) {
    names.add(name);
    fieldsOf(inner, place === "" ? name : `${place}.${name}`, found);
  }
  return found;
}

function sorted(found: ReadonlyMap<string, ReadonlySet<string>>): object {
  return Object.fromEntries([...found].map(([place, names]) => [place, [...names].sort()]));
}

const finding: Required<Examination["findings"][number]> = {
  check: "key-disabled",
  state: "problem",
  cluster: "orders",
  service: "web",
  container: "web",
  target: "DB",
  source: "secret orders/db",
  finding: "the key is disabled",
  next: "enable it",
  permission: "kms:DescribeKey",
};
const explanation: Required<NonNullable<Examination["explanation"]>> = {
  reason: "ResourceInitializationError",
  cause: "the key is disabled",
  isKnown: true,
  findings: [finding],
  next: "enable it",
  task: "arn:aws:ecs:eu-central-1:123456789012:task/orders/1",
  stoppedAt: new Date(0),
};
const examination: Required<Examination> = {
  readsValues: false,
  diagnoses: [
    { service: liveService(), references: 1, findings: [finding], failedStarts: [explanation] },
  ],
  findings: [finding],
  notLookedAt: ["schedule nightly"],
  explanation,
};

const service = liveService();
const use: Required<StaleUse> = {
  service,
  task: liveTask({ startedAt: new Date(0) }),
  container: "web",
  way: "variable",
  target: "DB",
  source: "secret orders/db",
  changedAt: new Date(0),
  reason: "it was written after the task started",
};
const redeployment: Required<Redeployment> = {
  report: { service, tasks: [use.task], stale: [use], unclear: [use] },
  outcome: "rolled back",
  deploymentId: "ecs-svc/1",
  detail: "the circuit breaker stopped it",
  next: "look at the task",
};

function failed(command: string): string {
  return failureAsJson([command, "--json"], new UserError("a", "b", ["c"])) ?? "";
}

describe.each([
  ["doctor", SCHEMAS.doctor, examinationAsJson(examination)],
  ["redeploy", SCHEMAS.redeploy, redeploymentsAsJson([redeployment])],
])("the JSON of %s", (command, schema, output) => {
  it("names its form", () => {
    expect(JSON.parse(output)).toMatchObject({ schema });
    expect(PAGE).toContain(`(\`${schema}\`)`);
  });

  it("has the fields that the page names, and no other", () => {
    const wanted = Object.fromEntries(documented(command));
    expect(sorted(fieldsOf(JSON.parse(output)))).toEqual({
      ...wanted,
      "": wanted[""]?.filter((name) => !["message", "reason", "remedy"].includes(name)),
    });
    const ofFailure = Object.keys(JSON.parse(failed(command)) as object);
    expect(ofFailure.sort()).toEqual(["message", "reason", "remedy", "schema", "verdict"]);
    expect(wanted[""]).toEqual(expect.arrayContaining(ofFailure));
  });
});

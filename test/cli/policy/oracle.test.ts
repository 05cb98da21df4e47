import * as fc from "fast-check";
import { decide, mayAssume, parsePolicy, type Decision } from "../../../cli/src/policy";
import { arbitraryCase } from "./arbitrary-case";
import { randomCases } from "../../support/random-cases";
import type { OracleCase } from "./oracle-case";
import { ACCOUNT } from "./oracle-world";
import { simulate, type SimulatorResult } from "./simulator";

const RUNS = randomCases(12_000);

// A fresh seed each run finds what a fixed one would never meet; the printed one brings a run back.
const seed = Number(process.env["POLICY_ORACLE_SEED"] ?? Date.now() % 2 ** 31);

function decideCase(oracleCase: OracleCase): Decision {
  const { principal, action, resource, owner, context, identity, boundary, guard } = oracleCase;
  const guarding = guard && parsePolicy(guard);
  if (!principal.startsWith("arn:")) {
    if (!guarding) throw new Error("a trust case without a trust policy");
    return mayAssume(guarding, principal, context);
  }
  return decide(
    { principal: { arn: principal }, action, resource, context },
    {
      identity: identity.map((policy) => parsePolicy(policy)),
      boundary: boundary && parsePolicy(boundary),
      resource: guarding,
      key: guarding,
      sameAccount: owner === ACCOUNT,
    },
  );
}

function agrees({ outcome, reason }: Decision, result: SimulatorResult): boolean {
  if (result === "Allowed") return outcome === "allowed";
  const explicit = reason.startsWith("Denied explicitly");
  return outcome === "denied" && explicit === (result === "ExplicitlyDenied");
}

describe("the evaluator and iam-simulate", () => {
  it("agree on every decision", async () => {
    const cases = fc.sample(arbitraryCase(), { seed, numRuns: RUNS });
    const disagreements: unknown[] = [];
    const results = new Map<string, number>();
    const causes = new Map<string, number>();
    let undecided = 0;
    for (const oracleCase of cases) {
      const decision = decideCase(oracleCase);
      const result = await simulate(oracleCase);
      if (decision.outcome === "undecided") {
        undecided++;
        count(causes, causeOf(decision.reason));
      } else if (!agrees(decision, result)) {
        disagreements.push({ case: JSON.stringify(oracleCase), decision, result });
      }
      count(results, result);
    }
    console.log(
      `policy oracle: POLICY_ORACLE_SEED=${seed}, ${cases.length} decisions ` +
        `(${listed(results)}), ${disagreements.length} disagreements, ` +
        `${undecided} undecided${undecided > 0 ? ` (${listed(causes)})` : ""}`,
    );
    expect(disagreements.slice(0, 3)).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(RUNS);
    // Few cases scatter more.
    expect(undecided).toBeLessThan(Math.max(cases.length / 100, 30));
    // Without a fair share of each, agreement would say little.
    for (const result of ["Allowed", "ExplicitlyDenied", "ImplicitlyDenied"]) {
      expect(results.get(result) ?? 0).toBeGreaterThan(cases.length / 20);
    }
  }, 60_000);
});

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function causeOf(reason: string): string {
  return reason.replace(/^.*?: (?:statement .*?: )?/, "").replace(/arn:[^\s,]+/g, "ARN");
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, times]) => `${what}: ${times}`).join(", ");
}

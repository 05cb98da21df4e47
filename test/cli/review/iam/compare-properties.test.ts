import * as fc from "fast-check";
import { decide, parsePolicy, type Outcome } from "../../../../cli/src/policy";
import { clausesOf } from "../../../../cli/src/review/iam/clause";
import { compareClauses } from "../../../../cli/src/review/iam/compare-clauses";
import { randomCases } from "../../../support/random-cases";
import { arbitraryChange, REQUESTS, rewrite, type StatementJson } from "./arbitrary-change";

const RUNS = { numRuns: randomCases(300) };

describe("comparing policies, held against the evaluator", () => {
  it("never lets a request through that was denied, unless it says widened", () => {
    let decisions = 0;
    let unchanged = 0;
    fc.assert(
      fc.property(arbitraryChange(), ({ before, after }) => {
        const { widened, unproven } = compare(before, after);
        if (widened.length + unproven.length > 0) return;
        unchanged += 1;
        const [old, now] = [outcomes(before), outcomes(after)];
        decisions += now.length;
        now.forEach((outcome, at) => {
          if (outcome === "allowed") expect(old[at]).not.toBe("denied");
        });
      }),
      RUNS,
    );
    // A generator that only ever widens would prove nothing.
    expect(unchanged).toBeGreaterThan(RUNS.numRuns / 8);
    expect(decisions).toBeGreaterThan(RUNS.numRuns * 20);
  });

  it("never takes a request away that was allowed, unless it says narrowed", () => {
    fc.assert(
      fc.property(arbitraryChange(), ({ before, after }) => {
        const { narrowed, unproven } = compare(before, after);
        if (narrowed.length + unproven.length > 0) return;
        const [old, now] = [outcomes(before), outcomes(after)];
        old.forEach((outcome, at) => {
          if (outcome === "allowed") expect(now[at]).not.toBe("denied");
        });
      }),
      RUNS,
    );
  });

  it("calls the same policy in other words cosmetic", () => {
    fc.assert(
      fc.property(arbitraryChange(), ({ before }) => {
        const after = [...before].reverse().flatMap(rewrite);
        fc.pre(after.every(isPlain));
        expect(compare(before, after)).toEqual({ widened: [], narrowed: [], unproven: [] });
        expect(outcomes(after)).toEqual(outcomes(before));
      }),
      RUNS,
    );
  });
});

// Splitting the values of a Not… element means something else.
function isPlain(statement: StatementJson): boolean {
  return !("NotAction" in statement) && !("NotResource" in statement);
}

function compare(
  before: readonly StatementJson[],
  after: readonly StatementJson[],
): ReturnType<typeof compareClauses> {
  const clauses = (statements: readonly StatementJson[]): ReturnType<typeof clausesOf> =>
    clausesOf(parsePolicy({ Version: "2012-10-17", Statement: statements }));
  return compareClauses(clauses(before), clauses(after));
}

function outcomes(statements: readonly StatementJson[]): readonly Outcome[] {
  const identity = [parsePolicy({ Version: "2012-10-17", Statement: statements })];
  return REQUESTS.map((request) => decide(request, { identity, sameAccount: true }).outcome);
}

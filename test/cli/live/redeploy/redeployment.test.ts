import { verdictOf, type Outcome } from "../../../../cli/src/live/redeploy";
import { liveService } from "../fixtures";

const report = { service: liveService(), tasks: [], stale: [], unclear: [] };
const verdict = (...outcomes: readonly Outcome[]) =>
  verdictOf(outcomes.map((outcome) => ({ report, outcome })));

describe("the verdict of a redeployment", () => {
  it.each<[Outcome, string]>([
    ["current", "current"],
    ["redeployed", "current"],
    ["would redeploy", "stale"],
    ["refused", "stale"],
    ["stale again", "stale"],
    ["rolled back", "stale"],
    ["failed", "stale"],
    ["unclear", "undecided"],
    ["timeout", "undecided"],
    ["left running", "undecided"],
    ["not begun", "undecided"],
  ])("of a service that is %s: %s", (outcome, expected) => {
    expect(verdict(outcome)).toBe(expected);
    expect(verdict("current", outcome, "redeployed")).toBe(expected);
  });

  it("is stale where one surely is, whatever is unknown of others", () => {
    expect(verdict("unclear", "failed")).toBe("stale");
  });

  it("of nothing is current", () => {
    expect(verdict()).toBe("current");
  });
});

import { UnusablePlanError } from "../../../../cli/src/review";
import { chooseStacks } from "../../../../cli/src/review/run/review-run";

const STACKS = ["dev", "prod"].map((name) => ({ name, directory: name }));

describe("chooseStacks", () => {
  it("takes those that are named, or all", () => {
    expect(chooseStacks(STACKS)).toEqual(STACKS);
    expect(chooseStacks(STACKS, ["prod"]).map(({ name }) => name)).toEqual(["prod"]);
  });

  it("refuses a stack that is missing, and to review nothing at all", () => {
    expect(() => chooseStacks(STACKS, ["dev", "qa"])).toThrow(UnusablePlanError);
    expect(() => chooseStacks([])).toThrow("There is no stack to review.");
  });
});

import { collectProblems, ValidationError } from "cdktf-ecs-secrets/core";
import { describeProblem, reportProblem } from "../../modules/core/problems";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { Construct } from "constructs";
import { bareStack, testStack } from "../support/synth";

const PROBLEM = { prop: "count", rule: "test", message: "must be even, got 3. Double it." };

describe("reportProblem", () => {
  it("throws at once where nobody collects", () => {
    // GIVEN
    const part = new Construct(bareStack(), "part");

    // WHEN
    const report = () => reportProblem(part, PROBLEM);

    // THEN
    expect(report).toThrow(new ValidationError([{ path: "test/part", ...PROBLEM }]));
    expect(report).toThrow("test/part: `count` must be even, got 3. Double it. [test]");
  });
});

describe("collectProblems", () => {
  it("gathers the problems of everything below, made before or after", () => {
    // GIVEN
    const stack = testStack();
    const before = new Construct(stack, "before");

    // WHEN
    const problems = collectProblems(stack);
    reportProblem(before, PROBLEM);
    new EncryptionKey(stack, "key", { rotationPeriodDays: 1, deletionWindowDays: 1, alias: "" });

    // THEN
    expect(problems.map(({ path, prop }) => `${path} ${prop}`)).toEqual([
      "test/before count",
      "test/key rotationPeriodDays",
      "test/key deletionWindowDays",
      "test/key alias",
    ]);
  });

  it("leaves other stacks alone", () => {
    const problems = collectProblems(testStack());
    expect(() => reportProblem(testStack(), PROBLEM)).toThrow(ValidationError);
    expect(problems).toEqual([]);
  });

  it("gives a problem to the nearest that collects", () => {
    // GIVEN
    const stack = testStack();
    const part = new Construct(stack, "part");
    const [far, near] = [collectProblems(stack), collectProblems(part)];

    // WHEN
    reportProblem(part, PROBLEM);

    // THEN
    expect([far.length, near.length]).toEqual([0, 1]);
  });
});

describe("ValidationError", () => {
  it("has a line for every problem", () => {
    const problems = ["a", "b"].map((path) => ({ path, ...PROBLEM }));
    const error = new ValidationError(problems);
    expect(error).toMatchObject({ name: "ValidationError", problems });
    expect(error.message.split("\n")).toEqual(problems.map(describeProblem));
  });
});

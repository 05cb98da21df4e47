import { UnusablePlanError } from "../../../../cli/src/review";
import { expectPlanned } from "../../../../cli/src/review/run/plan-stack";
import { showPlan } from "../../../../cli/src/review/run/plan-stack";
import { NoRoomError, type Diagnostic, type PlanResult } from "../../../../cli/src/terraform";

const FAILED: PlanResult = {
  command: "plan",
  exitCode: 1,
  ok: false,
  aborted: false,
  diagnostics: [],
  output: "hunter two",
  seconds: 1,
  summary: { add: 0, change: 0, remove: 0, import: 0 },
  hasChanges: false,
  changes: 0,
  planned: [],
  drift: [],
};

function reasonOf(summary: string, more: Partial<Diagnostic> = {}): string {
  const diagnostic: Diagnostic = { severity: "error", summary, detail: "hunter two", ...more };
  try {
    expectPlanned("dev", { ...FAILED, diagnostics: [diagnostic] });
  } catch (error) {
    if (error instanceof UnusablePlanError) return error.reason;
  }
  throw new Error("it was not refused");
}

describe("expectPlanned", () => {
  it.each([
    ["Reference to undeclared resource", "Reference to undeclared resource"],
    [
      "expected length of password to be in the range (8 - 128), got hunter",
      "expected length of password to be in the range …",
    ],
    ['"value" does not match: hunter', "a message that may quote a value"],
    ["expected the mode to be even, got hunter", "expected the mode to be even, …"],
    ["reading SSM Parameter (/orders/hunter): denied", "reading SSM Parameter …"],
  ])("says of %s no more than what holds no value", (summary, shown) => {
    expect(reasonOf(summary)).toBe(shown);
    expect(reasonOf(summary, { address: "aws_ssm_parameter.x" })).toBe(
      `aws_ssm_parameter.x: ${shown}`,
    );
  });

  it.each(["permission denied", "read-only file system"])(
    "says what the system says: %s",
    (said) => {
      const detail = `open /hunter/two: ${said}`;
      expect(reasonOf("Error acquiring the state lock", { detail })).toBe(
        `Error acquiring the state lock: ${said}`,
      );
    },
  );

  it("says how to log in where there are no credentials", () => {
    const diagnostic: Diagnostic = {
      severity: "error",
      summary: "No valid credential sources found",
      detail: "hunter two",
    };
    const planned = (): unknown => expectPlanned("dev", { ...FAILED, diagnostics: [diagnostic] });
    expect(planned).toThrow(
      expect.objectContaining({
        reason: "No valid credential sources found",
        remedy: expect.arrayContaining([expect.stringMatching(/^log in: aws sso login --profile/)]),
      }),
    );
  });

  it.each([{ output: "write: no space left on device" }, { noRoom: true }])(
    "ends as a command that could not be run where a disk is full: %j",
    (full) => {
      const thrown = (): unknown => expectPlanned("dev", { ...FAILED, ...full });
      expect(thrown).toThrow(NoRoomError);
      expect(thrown).toThrow(expect.objectContaining({ exitCode: 1 }));
    },
  );

  it("ends as a plan that cannot be reviewed, and shows nothing else that Terraform printed", () => {
    const thrown = (): unknown => expectPlanned("dev", FAILED);
    expect(thrown).toThrow(UnusablePlanError);
    expect(reasonOf("warned", { severity: "warning" })).toBe("Terraform does not say why.");
  });

  it("returns a plan that was made", () => {
    const made = { ...FAILED, ok: true };
    expect(expectPlanned("dev", made)).toBe(made);
  });
});

describe("showPlan", () => {
  it("shows nothing of a plan that could not be read whole", async () => {
    const showJson = (): Promise<unknown> => Promise.reject(new Error('{"value":"hunter'));
    const error: unknown = await showPlan("dev", { showJson }, "dev.tfplan").catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UnusablePlanError);
    expect((error as UnusablePlanError).format()).not.toContain("hunter");
    expect((error as UnusablePlanError).cause).toBeUndefined();
  });
});

import { CommanderError } from "commander";
import { failureAsJson } from "../../../cli/src/commands/failure";
import { SCHEMAS } from "../../../cli/src/json";
import { UserError } from "../../../cli/src/user-error";

const failure = new UserError("It failed.", "A reason.", ["try this"]);
const mistyped = new CommanderError(
  1,
  "commander.unknownOption",
  "error: unknown option '--bogus'",
);

function parsed(words: readonly string[], error: unknown): unknown {
  return JSON.parse(failureAsJson(words, error) ?? "null");
}

describe("a command that prints JSON", () => {
  it.each(Object.entries(SCHEMAS))("prints its failure as JSON, too: %s", (name, schema) => {
    expect(parsed([name, "dev", "--json"], failure)).toEqual({
      schema,
      verdict: "failed",
      message: "It failed.",
      reason: "A reason.",
      remedy: ["try this"],
    });
  });

  it("says of a file what the system says of it", () => {
    const full = { code: "ENOSPC", syscall: "write", path: "report.json" };
    const error = Object.assign(new Error("ENOSPC"), full);
    expect(parsed(["doctor", "--json"], error)).toMatchObject({
      verdict: "failed",
      message: "report.json cannot be written.",
    });
  });

  it.each([
    ["--json was not typed", ["doctor", "dev"]],
    ["it is an argument", ["doctor", "--", "--json"]],
    ["the command prints none", ["local", "--json"]],
    ["there is no command", ["--json"]],
    ["there is no such command", ["constructor", "--json"]],
  ])("prints nothing where %s", (_, words) => {
    expect(failureAsJson(words, failure)).toBeUndefined();
  });

  it.each([[["doctor", "--json", "--bogus"]], [["doctor", "--bogus", "--json"]]])(
    "prints what was not understood: %j",
    (words) => {
      expect(parsed(words, mistyped)).toMatchObject({
        verdict: "failed",
        message: "What was typed is not understood.",
        reason: "unknown option '--bogus'",
        remedy: [expect.stringMatching(/ecs-secrets.* doctor --help$/)],
      });
    },
  );

  it("prints it in a folder that is gone, too", () => {
    const cwd = jest.spyOn(process, "cwd").mockImplementation(() => {
      throw Object.assign(new Error("ENOENT: uv_cwd"), { code: "ENOENT", syscall: "uv_cwd" });
    });
    try {
      expect(parsed(["doctor", "--json"], mistyped)).toMatchObject({ verdict: "failed" });
    } finally {
      cwd.mockRestore();
    }
  });

  it("prints where a bug is, and not its message, which may quote a value", () => {
    const printed = failureAsJson(["doctor", "--json"], new RangeError("CANARY"));
    expect(printed).toContain("RangeError");
    expect(printed).not.toContain("CANARY");
  });
});

import { failAsJson } from "../../../cli/src/commands/command";
import { UserError } from "../../../cli/src/user-error";

const failure = new UserError("It failed.", "A reason.", ["try this"]);

async function printedFor(json: boolean | undefined, error: unknown): Promise<string> {
  let printed = "";
  const log = jest.spyOn(console, "log").mockImplementation((text: string) => {
    printed += text;
  });
  try {
    const work = failAsJson(json, "ecs-secrets/test/1", () => Promise.reject(error));
    await expect(work).rejects.toBe(error);
    return printed;
  } finally {
    log.mockRestore();
  }
}

describe("a command that prints JSON", () => {
  it("prints its failure as JSON, too, and still fails", async () => {
    expect(JSON.parse(await printedFor(true, failure))).toEqual({
      schema: "ecs-secrets/test/1",
      verdict: "failed",
      message: "It failed.",
      reason: "A reason.",
      remedy: ["try this"],
    });
  });

  it("says of a file what the system says of it", async () => {
    const full = { code: "ENOSPC", syscall: "write", path: "report.json" };
    const printed = await printedFor(true, Object.assign(new Error("ENOSPC"), full));
    expect(JSON.parse(printed)).toMatchObject({
      verdict: "failed",
      message: "report.json cannot be written.",
    });
  });

  it("prints nothing of a failure without --json", async () => {
    expect(await printedFor(undefined, failure)).toBe("");
  });

  it("prints where a bug is, and not its message, which may quote a value", async () => {
    const printed = await printedFor(true, new RangeError("CANARY"));
    expect(JSON.parse(printed)).toMatchObject({
      verdict: "failed",
      reason: expect.stringContaining("RangeError"),
    });
    expect(printed).not.toContain("CANARY");
  });

  it("prints nothing of its own where all went well", async () => {
    const work = jest.fn(() => Promise.resolve());
    await failAsJson(true, "ecs-secrets/test/1", work);
    expect(work).toHaveBeenCalledTimes(1);
  });
});

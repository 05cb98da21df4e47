import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesize, synthesizedStacks } from "../../../cli/src/run";
import { Transcript } from "../../../cli/src/ui";
import { InterruptedError } from "../../../cli/src/user-error";

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(outdir, { recursive: true, force: true }));

function manifest(name: string, workingDirectory: string, dependencies?: readonly string[]): void {
  const stacks = { [name]: { name, workingDirectory, dependencies } };
  writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks }));
}

describe("synthesizedStacks", () => {
  it("reads names, folders and dependencies", async () => {
    manifest("dev", "stacks/dev", ["platform"]);
    expect(await synthesizedStacks(outdir)).toEqual([
      { name: "dev", directory: path.join(outdir, "stacks/dev"), dependencies: ["platform"] },
    ]);
  });

  it.each([
    ["../../x", "stacks/x"],
    ["a/b", "stacks/x"],
    ["\u001b[2Jdev", "stacks/x"],
    ["..", "stacks/x"],
    ["", "stacks/x"],
    ["dev", "../../outside"],
    ["dev", "stacks/../../outside"],
    ["dev", "/etc"],
    ["dev", "."],
  ])("refuses the name %j in the folder %j", async (name, folder) => {
    manifest(name, folder);
    await expect(synthesizedStacks(outdir)).rejects.toMatchObject({
      message: `The manifest of ${outdir} is refused.`,
      reason: expect.not.stringContaining("\u001b"),
    });
  });
});

describe("synthesize", () => {
  it("ends the program with all that it started when it is interrupted", async () => {
    const controller = new AbortController();
    const running = synthesize({
      app: `sleep 60 & echo $! > ${path.join(outdir, "pid")}; wait`,
      outdir,
      transcript: new Transcript(),
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 300);
    const started = Date.now();
    await expect(running).rejects.toThrow(InterruptedError);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it("starts nothing once interrupted", async () => {
    const app = `touch ${path.join(outdir, "started")}`;
    const options = { app, outdir, transcript: new Transcript(), signal: AbortSignal.abort() };
    await expect(synthesize(options)).rejects.toThrow(InterruptedError);
    await expect(synthesizedStacks(outdir)).rejects.toThrow("There is no synthesized app");
  });
});

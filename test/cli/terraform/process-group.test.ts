import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, spawnGroup } from "../../../cli/src/terraform/terraform-process";
import { isRunning } from "./is-running";

const MODULE = path.resolve(__dirname, "../../../cli/src/terraform/terraform-process");

jest.setTimeout(30_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A wrapper that starts the real thing and does not pass signals on, as shims do. */
const WRAPPER = "trap '' TERM; sleep 60 & echo $! > child.pid; echo up; wait";

async function childPid(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      const pid = Number(readFileSync(path.join(folder, "child.pid"), "utf8"));
      if (pid > 0) return pid;
    } catch {
      // Not written yet.
    }
    await sleep(50);
  }
  throw new Error("the wrapper did not start");
}

async function ended(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    if (!isRunning(pid)) return true;
    await sleep(50);
  }
  return false;
}

describe("endGroup", () => {
  it("ends a wrapper that ignores SIGTERM together with what it started", async () => {
    const group = spawnGroup("sh", ["-c", WRAPPER], { cwd: folder, stdio: "ignore" });
    const pid = await childPid();

    await endGroup(group, 300);

    expect(group.signalCode).toBe("SIGKILL");
    expect(await ended(pid)).toBe(true);
  });

  it("is not needed for what a wrapper leaves behind when it exits", async () => {
    const script = "(trap '' TERM; exec sleep 60) & echo $! > child.pid; exit 0";
    spawnGroup("sh", ["-c", script], { cwd: folder, stdio: "ignore" });
    expect(await ended(await childPid())).toBe(true);
  });

  it("has nothing to do for a program that never started", async () => {
    const group = spawnGroup(path.join(folder, "nonesuch"), [], { stdio: "ignore" });
    await new Promise((resolve) => group.once("error", resolve));
    await expect(endGroup(group, 300)).resolves.toBeUndefined();
  });
});

describe("a program that ends without ending its groups", () => {
  it.each([
    ["at SIGTERM", "", "SIGTERM" as const],
    ["at SIGINT", "", "SIGINT" as const],
    ["by process.exit", "setTimeout(() => process.exit(0), 1000);", undefined],
    ["by an error nobody catches", "setTimeout(() => { throw new Error('x'); }, 1000);", undefined],
    ["in its own handler", "process.on('SIGTERM', () => process.exit(1));", "SIGTERM" as const],
  ])(
    "leaves nothing behind %s",
    async (_, lines, signal) => {
      const program = [
        `const { spawnGroup } = require(${JSON.stringify(MODULE)});`,
        `spawnGroup("sh", ["-c", ${JSON.stringify(WRAPPER)}], { stdio: "ignore" });`,
        "setInterval(() => {}, 1000);",
        lines,
      ];
      writeFileSync(path.join(folder, "program.cjs"), program.join("\n"));
      const tsx = require.resolve("tsx/cjs");
      const running = spawn(process.execPath, ["--require", tsx, "program.cjs"], {
        cwd: folder,
        stdio: "ignore",
      });
      const exit = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      const pid = await childPid();
      expect(isRunning(pid)).toBe(true);

      if (signal !== undefined) running.kill(signal);
      await exit;

      expect(await ended(pid)).toBe(true);
    },
    30_000,
  );
});

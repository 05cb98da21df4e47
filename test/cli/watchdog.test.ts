import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "./terraform/is-running";

const SOURCES = path.resolve(__dirname, "../../cli/src");

jest.setTimeout(30_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets test-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error("it did not come to that");
    await sleep(50);
  }
}

/** Runs the lines in a process that has the CLI's modules, and kills it when they have run and `ready` is there. */
async function kill(...lines: readonly string[]): Promise<void> {
  const program = [
    `const { spawnGroup } = require(${JSON.stringify(path.join(SOURCES, "terraform/terraform-process"))});`,
    `const { makePrivateDirectory, removeDirectory, writeTogether } = require(${JSON.stringify(path.join(SOURCES, "files"))});`,
    "setInterval(() => {}, 1000);",
    ...lines,
    'require("node:fs").writeFileSync("started", "");',
  ];
  writeFileSync(path.join(folder, "program.cjs"), program.join("\n"));
  const child = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), "program.cjs"], {
    cwd: folder,
    stdio: "inherit",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await until(() => ["started", "ready"].every((name) => existsSync(path.join(folder, name))));
  child.kill("SIGKILL");
  await ended;
}

const pidOf = (name: string): number => Number(readFileSync(path.join(folder, name), "utf8"));

describe("what a process leaves that was killed", () => {
  it("ends: every process of its groups, and those that ignore signals", async () => {
    const script = "trap '' TERM; sleep 60 & echo $! > inner; echo $$ > outer; : > ready; wait";
    await kill(`spawnGroup("sh", ["-c", ${JSON.stringify(script)}], { stdio: "ignore" });`);
    await until(() => !isRunning(pidOf("inner")) && !isRunning(pidOf("outer")));
  });

  it("may take its time, where its signal is an interrupt", async () => {
    const script =
      "trap 'sleep 1; : > saved; exit 0' INT; echo $$ > pid; : > ready; while :; do sleep 0.1; done";
    await kill(
      `spawnGroup("sh", ["-c", ${JSON.stringify(script)}], { stdio: "ignore" }, "SIGINT");`,
    );
    await until(() => !isRunning(pidOf("pid")));
    expect(existsSync(path.join(folder, "saved"))).toBe(true);
  });

  it("is removed: files that it was writing, and no other", async () => {
    const out = path.join(folder, "out");
    await kill(
      'const { execFileSync } = require("node:child_process");',
      'const { mkdirSync, readdirSync, writeFileSync } = require("node:fs");',
      // Nobody ever writes into it.
      'execFileSync("mkfifo", ["endless"]);',
      'mkdirSync("out");',
      'writeFileSync("out/kept", "");',
      'void writeTogether("out", [{ name: "dev.tfplan", content: "1" }, { name: "b", copyOf: "endless" }]);',
      "setInterval(() => {",
      '  const beside = readdirSync("out").find((name) => name.startsWith("."));',
      '  if (beside && readdirSync(`out/${beside}`).includes("dev.tfplan")) writeFileSync("ready", "");',
      "}, 20);",
    );
    await until(() => readdirSync(out).length === 1);
    expect(readdirSync(out)).toEqual(["kept"]);
  });

  it("is removed: its folders, and no other", async () => {
    await kill(
      'const { mkdirSync, writeFileSync } = require("node:fs");',
      'for (const name of ["below it", "removed", "kept"]) mkdirSync(name);',
      "(async () => {",
      '  await makePrivateDirectory("below it");',
      '  const mine = await makePrivateDirectory("removed");',
      "  await removeDirectory(mine);",
      // Somebody else's by now.
      "  mkdirSync(mine);",
      '  writeFileSync("ready", "");',
      "})();",
    );
    await until(() => readdirSync(path.join(folder, "below it")).length === 0);
    expect(readdirSync(path.join(folder, "removed"))).toHaveLength(1);
    expect(existsSync(path.join(folder, "kept"))).toBe(true);
  });
});

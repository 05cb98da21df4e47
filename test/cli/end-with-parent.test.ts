import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "./terraform/is-running";

const SOURCES = path.resolve(__dirname, "../../cli/src");

jest.setTimeout(30_000);

let folder: string;
let manager: ChildProcess;

/** A command that watches as soon as it may, and says how it came out. */
const COMMAND = `
const { existsSync, writeFileSync } = require("node:fs");
const { endWithParent } = require(${JSON.stringify(path.join(SOURCES, "end-with-parent"))});
const { aborted, interruptible } = require(${JSON.stringify(path.join(SOURCES, "interruptible"))});
const waiting = setInterval(() => {
  if (!existsSync("go")) return;
  clearInterval(waiting);
  interruptible(async (signal) => {
    endWithParent();
    writeFileSync("watching", signal.aborted ? "ended at once" : "running");
    await aborted(signal);
  }).catch(() => undefined).finally(() => process.exit());
}, 50);
writeFileSync("pid", String(process.pid));
`;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets test-"));
  writeFileSync(path.join(folder, "command.cjs"), COMMAND);
});

afterEach(() => {
  manager.kill("SIGKILL");
  const pid = Number(read("pid"));
  if (pid > 0 && isRunning(pid)) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const read = (name: string): string => {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error("it did not come to that");
    await sleep(50);
  }
}

/** Starts the command as a package manager would, which does not end what it runs. */
async function start(script: string): Promise<void> {
  // In a group of its own, as a terminal starts it.
  manager = spawn("sh", ["-c", `${script} & wait`], {
    cwd: folder,
    env: {
      ...process.env,
      npm_lifecycle_event: undefined,
      NODE: process.execPath,
      TSX: require.resolve("tsx/cjs"),
    },
    detached: true,
    stdio: "ignore",
  });
  await until(() => read("pid") !== "");
}

async function endManager(): Promise<void> {
  const ended = new Promise((resolve) => manager.once("exit", resolve));
  manager.kill("SIGTERM");
  await ended;
}

/** Lets the command begin to watch. */
async function watch(): Promise<string> {
  writeFileSync(path.join(folder, "go"), "");
  await until(() => read("watching") !== "");
  return read("watching");
}

const hasEnded = (): boolean => !isRunning(Number(read("pid")));

const RUN = '"$NODE" --require "$TSX" command.cjs';
const BY_MANAGER = `npm_lifecycle_event=emulator sh -c '${RUN}; exit $?'`;

describe("a command that a package manager runs", () => {
  if (process.platform === "win32") return;

  it("ends with it", async () => {
    await start(BY_MANAGER);
    expect(await watch()).toBe("running");
    await sleep(1_000);
    expect(hasEnded()).toBe(false);
    await endManager();
    await until(hasEnded);
  });

  it.each([
    ["a wrapper between them", BY_MANAGER],
    ["none between them", `npm_lifecycle_event=emulator ${RUN}`],
    [
      "another package manager between them",
      `npm_lifecycle_event=emulator sh -c 'npm_lifecycle_event=program sh -c "$RUN; exit \\$?"; exit $?'`,
    ],
  ])("ends at once where it is gone before: %s", async (_, script) => {
    await start(`export RUN='${RUN}'; ${script}`);
    await endManager();
    expect(await watch()).toBe("ended at once");
    await until(hasEnded);
  });

  it("goes on in a terminal that the package manager had started", async () => {
    const terminal = `setsid sh -c '${RUN}; exit $?'`;
    await start(`npm_lifecycle_event=editor sh -c "${terminal.replaceAll('"', '\\"')}; exit"`);
    await endManager();
    expect(await watch()).toBe("running");
    await sleep(1_000);
    expect(hasEnded()).toBe(false);
  });
});

it("a command that no package manager runs outlives the shell that started it", async () => {
  if (process.platform === "win32") return;
  await start(`nohup ${RUN}`);
  await endManager();
  expect(await watch()).toBe("running");
  await sleep(1_000);
  expect(hasEnded()).toBe(false);
});

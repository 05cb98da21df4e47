import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { seenChanges } from "../../docs/changes-table";
import { PAIRS } from "../support/changes/pairs";
import { ROWS } from "../support/changes/rows";
import { TURNED_AROUND } from "../support/changes/turned-around";

const ALL = [...ROWS, ...PAIRS];
const ROOT = path.resolve(__dirname, "../..");
const LOGS = path.join(ROOT, ".cache/changes");
/** As many as the machine that wrote docs/changes.md has processors. */
const PROCESSES = 2;

/**
 * `npm run test:changes`: every row of docs/changes.md, each in a process and on a local AWS of its own, two at a time.
 *
 * A row that was seen on the present modules is passed over, so a run that was stopped goes on where it stopped.
 */
async function main(): Promise<void> {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", [...args], { cwd: ROOT, encoding: "utf8" }).trim();
  if (git("status", "--porcelain", "--", "modules") !== "") {
    throw new Error("modules/ has changes that no commit has: figures could not name theirs");
  }
  const commit = git("log", "-1", "--format=%h", "--", "modules");
  const seen = new Map(seenChanges().map((change) => [change.what, change.commit]));
  const waiting = ALL.map(({ what }) => what).filter((what) => seen.get(what) !== commit);
  process.stdout.write(`${waiting.length} of ${ALL.length} rows to see on modules ${commit}\n`);
  mkdirSync(LOGS, { recursive: true });
  // It is recorded nowhere, so it is always seen again.
  const names = [...waiting.map((what) => `at any point: ${what}`), TURNED_AROUND];
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const started = Date.now();
      const isSeen = await see(name);
      if (!isSeen) failed.push(name);
      const seconds = Math.round((Date.now() - started) / 1000);
      process.stdout.write(`${isSeen ? "seen" : "FAILED"} in ${seconds} s: ${name}\n`);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  const all = seenChanges();
  const commits = new Set(all.map((change) => change.commit));
  process.stdout.write(`${all.length} rows of commit ${[...commits].join(", ")}\n`);
  if (failed.length > 0 || all.length < ALL.length || commits.size !== 1) {
    process.stdout.write(`not all is seen; what failed is in ${path.relative(ROOT, LOGS)}\n`);
    process.exitCode = 1;
  }
}

/** Runs the one test whose name ends so; what it prints goes into a file. */
async function see(name: string): Promise<boolean> {
  const pattern = `${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  const log = openSync(path.join(LOGS, `${name.replace(/\W+/g, "-")}.log`), "w");
  const args = ["jest", "--config", "jest.config.mjs", "--selectProjects", "full"];
  const child = spawn(
    "npx",
    [...args, "--runInBand", "--testPathPatterns", "full/order-of-change", "-t", pattern],
    { cwd: ROOT, stdio: ["ignore", log, log] },
  );
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

void main();

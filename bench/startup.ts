import { spawnSync } from "node:child_process";
import path from "node:path";

/** What is typed most often before anything runs, and what must not cost a run: help, the version, a typing mistake. */
const COMMANDS = ["--help", "--version", "local --help", "nonsense", "local --port x"];
const RUNS = 5;
/** Seconds of processor time that a person does not notice. */
const LIMIT = 0.5;

/** The built CLI of this clone, or the one that is named. */
const main = path.resolve(process.argv[2] ?? "cli/dist/cli/src/main.js");

function processorSeconds(command: string): number {
  const script = `node "$0" ${command} > /dev/null 2>&1; times`;
  const { stdout } = spawnSync("sh", ["-c", script, main], { encoding: "utf8" });
  // The second line tells of what the shell started: user and system time.
  const [user = NaN, system = NaN] = [
    ...(stdout.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g),
  ].map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
  return user + system;
}

let slowest = 0;
console.log(`| typed                        | seconds of processor time, best of ${RUNS} |`);
console.log("| ---------------------------- | ---------------------------------------- |");
for (const command of COMMANDS) {
  const seconds = Math.min(...Array.from({ length: RUNS }, () => processorSeconds(command)));
  slowest = Math.max(slowest, seconds);
  const typed = `\`ecs-secrets ${command}\``;
  console.log(`| ${typed.padEnd(28)} | ${seconds.toFixed(2).padEnd(40)} |`);
}
if (!(slowest < LIMIT)) {
  console.error(
    `The slowest takes ${slowest.toFixed(2)} s, and the limit is ${LIMIT} s: npm run build first?`,
  );
  process.exitCode = 1;
}

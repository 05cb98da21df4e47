import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transformFileSync } from "@swc/core";
import { median } from "./measurement";

const ROOT = path.resolve(__dirname, "..");
const COMPILED = path.join(ROOT, "dist/bench");
const PEERS = path.join(__dirname, "peers");

/** What one run of a program took. */
export interface Usage {
  /** Of processor time, in which other programs of the machine do not count. */
  readonly cpu: number;
  /** From start to end. */
  readonly wall: number;
  /** The most memory that it had, in bytes. */
  readonly memory: number;
}

/** The medians of several runs. */
export function medianOf(runs: readonly Usage[]): Usage {
  const of = (key: keyof Usage): number => median(runs.map((run) => run[key]));
  return { cpu: of("cpu"), wall: of("wall"), memory: of("memory") };
}

let isCompiled = false;

/** Compiles the modules, and the programs that use them: what is measured is JavaScript, as an app's build makes it. */
export function compilePrograms(): void {
  if (isCompiled) return;
  isCompiled = true;
  run("npm", ["run", "--silent", "build"], ROOT);
  mkdirSync(COMPILED, { recursive: true });
  for (const file of readdirSync(path.join(__dirname, "programs"))) {
    const { code } = transformFileSync(path.join(__dirname, "programs", file), {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    writeFileSync(path.join(COMPILED, file.replace(/\.ts$/, ".js")), code);
  }
}

/** A program of `bench/programs`, compiled. */
export const compiled = (name: string): string => path.join(COMPILED, `${name}.js`);

/** A program of `bench/peers`, which has a package file of its own. */
export function ofPeers(name: string): string {
  if (!existsSync(path.join(PEERS, "node_modules/.package-lock.json")))
    run("npm", ["ci", "--silent", "--prefer-offline", "--ignore-scripts"], PEERS);
  return path.join(PEERS, `${name}.mjs`);
}

/** Runs Node in a process of its own: what one run has loaded and kept is no other's. */
export function measureNode(args: readonly string[]): Usage {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    const file = path.join(folder, "usage.json");
    const started = performance.now();
    run(process.execPath, ["--require", compiled("usage"), ...args], ROOT, { BENCH_USAGE: file });
    const wall = (performance.now() - started) / 1000;
    return { wall, ...(JSON.parse(readFileSync(file, "utf8")) as Omit<Usage, "wall">) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what it printed @throws Error with that when it fails */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return `${stdout}${stderr}`;
}

/** A command of the shell, in the root of the repository. Its memory is not known. @throws Error when it fails to start */
export function measureCommand(command: string): Usage & { readonly output: string } {
  const started = performance.now();
  // The second line of `times` tells of what the shell has started: user and system time.
  const { stdout, stderr } = spawnSync("bash", ["-c", `${command}; times`], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const wall = (performance.now() - started) / 1000;
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const [user, system] = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  if (user === undefined || system === undefined) throw new Error(`${command}\n${stderr}`);
  return { cpu: user + system, wall, memory: NaN, output: `${stdout}${stderr}` };
}

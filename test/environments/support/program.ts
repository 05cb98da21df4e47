import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

export const ROOT = join(__dirname, "../../..");

const scratch: string[] = [];

afterAll(() => {
  for (const directory of scratch.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory, gone after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "program-"));
  scratch.push(directory);
  return directory;
}

/** The program as it would stand in another directory. */
export function copyOfProject(): string {
  const directory = temporaryDirectory();
  for (const part of ["main.ts", "package.json", "tsconfig.json", "modules", "environments"]) {
    cpSync(join(ROOT, part), join(directory, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"), "dir");
  return directory;
}

/** What a run of the program left. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `main.ts` of `project` as `npm run app` does. @param outdir its output @default - cdktf's own default */
export function runProgram(project: string, outdir?: string): Run {
  const env = { ...process.env };
  delete env["CDKTF_OUTDIR"];
  if (outdir !== undefined) env["CDKTF_OUTDIR"] = outdir;
  return spawnSync(process.execPath, ["--conditions=source", "--import", "tsx", "main.ts"], {
    cwd: project,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
}

/** Every file below `directory`: its path there and its bytes as text. */
export function filesIn(directory: string): ReadonlyMap<string, string> {
  if (!existsSync(directory)) return new Map();
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(directory, path), readFileSync(path, "latin1")]),
  );
}

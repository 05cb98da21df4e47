import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { appendFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { asPattern } from "../../cli/src/text";

const ROOT = path.resolve(__dirname, "../..");
const FULL = ["jest", "--config", "test/full/jest.config.mjs"];

/** What `npm run test:full` runs besides the files of this folder: projects of jest, and into how many parts each is divided. */
export const PROJECTS: Readonly<Record<string, number>> = {
  unit: 2,
  deployment: 1,
  e2e: 2,
  package: 1,
};

/** Not of jest: a script of its own. */
const COMPAT = "compat";

/**
 * Into how many parts the tests of a file are divided, so that each takes about an hour: the whole set has 3,700 faults of
 * 8 seconds. The twelve kinds of the whole set are no multiple of its parts, nor the signals of an interruption, so that no part
 * gets all that take longest. @default 1
 */
export const LONG_FILES: Readonly<Record<string, number>> = {
  "fault-suite/answers": 2,
  "fault-suite/killed-rows": 3,
  "fault-suite/taken-back": 3,
  "fault-suite/whole-set": 11,
  interruptions: 5,
  "order-of-change": 6,
};

/** The files of tests in this folder and below, by their names. */
export const FILES = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => file.replace(/\.test\.ts$/, "").replaceAll("\\", "/"))
  .sort();

/** All parts: a file that is added to this folder is one by itself. */
export const PARTS: readonly string[] = [
  ...Object.entries(PROJECTS),
  [COMPAT, 1] as const,
  ...FILES.map((file) => [file, LONG_FILES[file] ?? 1] as const),
].flatMap(([name, count]) =>
  Array.from({ length: count }, (_, at) => (count === 1 ? name : `${name} ${at + 1}/${count}`)),
);

/** What is typed for a part. @param namesOf the tests of a file @throws Error where there is no such part */
export function commandOf(
  part: string,
  namesOf: (file: string) => readonly string[],
): readonly string[] {
  if (!PARTS.includes(part)) throw new Error(`There is no part "${part}": ${PARTS.join(", ")}.`);
  if (part === COMPAT) return ["npm", "run", "test:compat"];
  const [name = "", fraction = "1/1"] = part.split(" ");
  if (name in PROJECTS) return ["npx", ...FULL, "--selectProjects", name, `--shard=${fraction}`];
  const [at = 1, count = 1] = fraction.split("/").map(Number);
  const command = ["npx", ...FULL, ...ofFile(name)];
  if (count === 1) return command;
  // In turn, as neighbours take about as long.
  const names = namesOf(name).filter((_, index) => index % count === at - 1);
  if (names.length === 0) throw new Error(`The part "${part}" has no tests.`);
  return [...command, "--testNamePattern", `^(${names.map(asPattern).join("|")})$`];
}

function ofFile(name: string): readonly string[] {
  return ["--selectProjects", "full", "--runTestsByPath", `test/full/${name}.test.ts`];
}

/** The names of all tests of a file, each once, without running any. */
export function testsOf(file: string): readonly string[] {
  const words = [...FULL, ...ofFile(file), "--json", "--testNamePattern", "(?!)"];
  const { stdout, stderr } = typed(["npx", ...words], { stdio: "pipe" });
  const { testResults = [] } = JSON.parse(stdout || "{}") as {
    readonly testResults?: readonly {
      readonly assertionResults: readonly { readonly fullName: string }[];
    }[];
  };
  const names = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName }) => fullName),
  );
  if (names.length === 0) throw new Error(`${file} has no tests:\n${stderr}`);
  return [...new Set(names)];
}

function typed(
  [program = "", ...args]: readonly string[],
  options: SpawnSyncOptions,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, [...args], {
    cwd: ROOT,
    maxBuffer: Infinity,
    ...options,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/**
 * `npm run test:part`: prints the parts of `npm run test:full`, for the jobs of a workflow, too. `npm run test:part -- NAME`
 * runs one of them.
 */
function main(): void {
  const [part] = process.argv.slice(2).filter((word) => word !== "--");
  if (part !== undefined) {
    const { status } = typed(commandOf(part, testsOf), { stdio: "inherit" });
    process.exitCode = status ?? 1;
    return;
  }
  process.stdout.write(`${PARTS.join("\n")}\n`);
  const output = process.env["GITHUB_OUTPUT"];
  if (output) appendFileSync(output, `parts=${JSON.stringify(PARTS)}\n`);
}

if (require.main === module) main();

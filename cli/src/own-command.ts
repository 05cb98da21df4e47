import { existsSync } from "node:fs";
import path from "node:path";
import { shellWord } from "./text";

/** What this program was started by. */
export interface OwnProcess {
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** The file that node was given. @default - that of this process */
  readonly program?: string;
  /** @default - the working directory of this process */
  readonly folder?: string;
}

/** The name in the package.json of a clone. */
const CLONE = "cdktf-ecs-secrets";

/** The words of a command with flags: those that are set, and those that have a value. */
export function withFlags(
  words: string,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): string {
  const given = Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}`, shellWord(value)];
  });
  return [words, ...given].join(" ");
}

/**
 * How the user types a command of this program here: through the script of a clone, as a program on PATH, as the
 * project's own, or as the file that node was given.
 */
export function ownCommand(words: string, own: OwnProcess = {}): string {
  const { env = process.env, program = process.argv[1] ?? "", folder = workingFolder() } = own;
  const script = env["npm_lifecycle_event"];
  const name = path.basename(program);
  // The sources run through the clone's script only; another one of its scripts, as that of the examples, runs them, too.
  const isClone = script !== undefined && env["npm_package_name"] === CLONE;
  if (script === "ecs-secrets" || name === "main.ts" || isClone)
    return `npm run ecs-secrets -- ${words}`;
  const parts = path.dirname(program).split(/[\\/]/);
  const isInstalled = parts.includes("node_modules");
  if (script === undefined && name === "ecs-secrets" && !isInstalled) return `ecs-secrets ${words}`;
  if (script === undefined && name === "main.js" && !isInstalled) {
    const below = path.relative(folder, program);
    return `node ${shellWord(below.startsWith("..") ? program : below)} ${words}`;
  }
  return `npx ecs-secrets ${words}`;
}

/**
 * Where the user reads about this program: in a clone, or where it is installed.
 *
 * @param folder of this file. @param from the working directory of the user
 */
export function ownReadme(folder = __dirname, from = workingFolder()): string {
  const above = path.dirname(folder);
  const file = path.join(folder, "README.md");
  if (!existsSync(file) && above !== folder) return ownReadme(above, from);
  const below = path.relative(from, file);
  return below.startsWith("..") ? file : below;
}

/** That of this process, which may be gone. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return path.parse(process.execPath).root;
  }
}

/** The library that synthesizes, and its continuation: each has its program in a package of its own, `cdktf-cli`. */
const LIBRARIES = ["cdktf", "cdktn"];

/**
 * How the user types a command of the library that the app is on: by the program that is installed with the app, else by
 * npx, which fetches it; where there is no app of Node, as a program on PATH.
 *
 * @param folder that of the app. @default - the working directory
 */
export function libraryCommand(words: string, folder = workingFolder()): string {
  const program = LIBRARIES.find((name) => isInstalled(path.join(".bin", name), folder));
  if (program !== undefined) return `npx ${program} ${words}`;
  const library = LIBRARIES.find((name) => isInstalled(name, folder));
  return library === undefined ? `cdktf ${words}` : `npx ${library}-cli ${words}`;
}

function isInstalled(name: string, folder: string): boolean {
  const above = path.dirname(folder);
  return (
    existsSync(path.join(folder, "node_modules", name)) ||
    (above !== folder && isInstalled(name, above))
  );
}

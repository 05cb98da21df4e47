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

/**
 * How the user types a command of this program here: through the script of a clone, as a program on PATH, as the
 * project's own, or as the file that node was given.
 */
export function ownCommand(words: string, own: OwnProcess = {}): string {
  const { env = process.env, program = process.argv[1] ?? "", folder = process.cwd() } = own;
  const script = env["npm_lifecycle_event"];
  const name = path.basename(program);
  // The sources run through the clone's script only.
  if (script === "ecs-secrets" || name === "main.ts") return `npm run ecs-secrets -- ${words}`;
  const parts = path.dirname(program).split(/[\\/]/);
  const isInstalled = parts.includes("node_modules");
  if (script === undefined && name === "ecs-secrets" && !isInstalled) return `ecs-secrets ${words}`;
  if (script === undefined && name === "main.js" && !isInstalled) {
    const below = path.relative(folder, program);
    return `node ${shellWord(below.startsWith("..") ? program : below)} ${words}`;
  }
  return `npx ecs-secrets ${words}`;
}

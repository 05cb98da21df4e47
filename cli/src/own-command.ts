import path from "node:path";

/**
 * How the user types a command of this program here: through the script of a clone, as a program on PATH, or as the
 * project's own.
 */
export function ownCommand(
  words: string,
  env: NodeJS.ProcessEnv = process.env,
  program = process.argv[1] ?? "",
): string {
  const script = env["npm_lifecycle_event"];
  if (script === "ecs-secrets") return `npm run ecs-secrets -- ${words}`;
  const onPath = script === undefined && path.basename(program) === "ecs-secrets";
  return onPath ? `ecs-secrets ${words}` : `npx ecs-secrets ${words}`;
}

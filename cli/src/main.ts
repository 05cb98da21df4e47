#!/usr/bin/env node
import { Command } from "commander";
import { version } from "../package.json";
import { commands } from "./commands";
import { endWithParent } from "./end-with-parent";
import { explainFileError } from "./files";
import { interruptible } from "./interruptible";
import { UserError } from "./user-error";

const program = new Command("ecs-secrets")
  .description("Run, verify and review Terraform stacks that bring secrets into ECS containers.")
  .version(version)
  .showHelpAfterError();
for (const add of commands) add(program);

async function main(): Promise<void> {
  const signal = await interruptible(async (interrupted) => {
    endWithParent();
    await program.parseAsync();
    return interrupted;
  });
  // A command that came to its end all the same has said how; an exit code of 0 would say that it was not interrupted.
  if (!signal.aborted || process.exitCode) return;
  const name = String(signal.reason) as NodeJS.Signals;
  process.exitCode = 1;
  // Ends as the signal would have ended it: the parent process sees an interruption and no failure.
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

/** Who reads the output may be gone before the end, as a terminal is: that is no failure. A file that is full is one. */
function onOutputError(thrown: unknown): void {
  const error = explainFileError(thrown);
  if (error === undefined || process.exitCode) return;
  console.error(error.format().replace("A file", "The output"));
  process.exitCode = error.exitCode;
}
for (const stream of [process.stdout, process.stderr]) stream.on("error", onOutputError);

main().catch((thrown: unknown) => {
  const error = thrown instanceof UserError ? thrown : explainFileError(thrown);
  if (error === undefined) throw thrown;
  console.error(error.format());
  // At once: what is still starting is ended with this process.
  process.exit(error.exitCode);
});

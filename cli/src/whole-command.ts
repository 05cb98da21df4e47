import { endWithParent } from "./end-with-parent";
import { explainAny } from "./files";
import { interruptible } from "./interruptible";
import { InterruptedError, type UserError } from "./user-error";
import { killLate } from "./watchdog";

/**
 * Runs `work` as all that this process does: it ends with the process that started it, and an interruption is seen by that one
 * as what it is, also where the work came to a good end all the same.
 */
export async function wholeCommand(work: () => Promise<unknown>): Promise<void> {
  const signal = await interruptible(async (interrupted) => {
    endWithParent();
    await work();
    return interrupted;
  });
  if (!signal.aborted) return;
  // A command that came to its end all the same has said how. At once: a call that gets no answer would keep it here.
  if (process.exitCode) {
    killLate();
    process.exit();
  }
  // An exit code of 0 would say that it was not interrupted.
  const name = String(signal.reason) as NodeJS.Signals;
  process.exitCode = 1;
  // Ends as the signal would have ended it: the parent process sees an interruption and no failure.
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

/** Ends this process for what was thrown, once `say` has told of it. */
export function failWith(thrown: unknown, say: (error: UserError) => void): never {
  const error = explainAny(thrown);
  say(error);
  if (error instanceof InterruptedError) killLate();
  // At once: what is still starting is ended with this process.
  process.exit(error.exitCode);
}

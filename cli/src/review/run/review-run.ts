import { interruptible, makePrivateDirectory, removeDirectory } from "../../run";
import { Progress, Transcript } from "../../ui";
import { UserError } from "../../user-error";

/** What every run around plans needs. */
export interface ReviewRun {
  /** Private folder, removed at the end: plans hold values. */
  readonly directory: string;
  readonly progress: Progress;
  /** Receives what Terraform prints; it is shown to nobody. */
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
}

/** Runs `work`, and removes what it wrote; nothing of a plan is in an error that comes out of it. */
export async function reviewRun<T>(work: (run: ReviewRun) => Promise<T>): Promise<T> {
  return interruptible(async (signal) => {
    const directory = await makePrivateDirectory();
    const transcript = new Transcript();
    try {
      const progress = new Progress({ transcript });
      return await work({ directory, progress, transcript, signal });
    } catch (error) {
      throw error instanceof UserError ? error : withoutMessage(error);
    } finally {
      await removeDirectory(directory);
    }
  });
}

/** A message may quote what could not be read, and so a value of a plan. */
function withoutMessage(error: unknown): UserError {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^ +at /.test(line));
  return new UserError(
    "The run failed in a way that it should not.",
    [`${name}, whose text is left out because it may quote a plan`, ...frames].join("\n"),
    ["report these lines, with the command that you typed"],
  );
}

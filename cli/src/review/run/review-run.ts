import { explainAny, makePrivateDirectory, removeDirectory, requireWritable } from "../../files";
import os from "node:os";
import path from "node:path";
import { interruptible } from "../../interruptible";
import { synthesize, synthesizedStacks, type SynthesizedStack } from "../../run";
import { Progress, Transcript } from "../../ui";
import { UnusablePlanError } from "../plan";
import { libraryCommand } from "../../own-command";
import { refuseLinksIn } from "./stack-folder";

/** What every run around plans needs. */
export interface ReviewRun {
  /** Private folder, removed at the end: plans hold values. */
  readonly directory: string;
  readonly progress: Progress;
  /** Receives what Terraform prints; it is never shown. */
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
      throw explainAny(error);
    } finally {
      await removeDirectory(directory);
    }
  });
}

/** What one Terraform with the AWS provider, and perhaps an emulator, takes while it plans. */
const BYTES_PER_STACK = 1.5 * 2 ** 30;

/** How many stacks are planned at once on this machine. */
export function stacksAtOnce(): number {
  const fitting = Math.floor(os.freemem() / BYTES_PER_STACK);
  return Math.max(1, Math.min(os.availableParallelism(), fitting));
}

/** Where the stacks of a run come from. */
export interface AppOptions {
  /** @default - `app` of cdktf.json */
  readonly app?: string;
  /** Whether the app is run, or what it made before is taken: none of its code runs then. */
  readonly synth: boolean;
}

/** The stacks that are named, or all, where cdktf synthesizes: a local backend's file is named from there. */
export async function synthesizedApp(
  { app, synth, progress, transcript }: AppOptions & ReviewRun,
  names?: readonly string[],
): Promise<readonly SynthesizedStack[]> {
  const outdir = path.resolve("cdktf.out");
  if (!synth) return chooseStacks(await synthesizedStacks(outdir), names);
  await refuseLinksIn("cdktf.out");
  // The app would say with its stack that it may not write there.
  await requireWritable(outdir);
  return progress.step("Synthesize", async () =>
    chooseStacks(await synthesize({ app, outdir, transcript }), names),
  );
}

/** The stacks that are named, or all. @throws UnusablePlanError for a name that the app does not have, or where there is none at all */
export function chooseStacks(
  stacks: readonly SynthesizedStack[],
  names: readonly string[] = [],
): readonly SynthesizedStack[] {
  const known = stacks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UnusablePlanError(`There is no stack "${unknown}".`, "The app does not make it.", [
      `name one of: ${known.join(", ")}`,
    ]);
  }
  if (stacks.length === 0) {
    throw new UnusablePlanError("There is no stack to review.", "The app makes none.", [
      `add one to the app, then: ${libraryCommand("synth")}`,
    ]);
  }
  return names.length === 0 ? stacks : stacks.filter(({ name }) => names.includes(name));
}

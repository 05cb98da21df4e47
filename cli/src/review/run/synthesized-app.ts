import path from "node:path";
import { synthesize, synthesizedStacks, type SynthesizedStack } from "../../run";
import { chooseStacks } from "./choose-stacks";
import type { ReviewRun } from "./review-run";

/** Where the stacks of a run come from. */
export interface AppOptions {
  /** @default - `app` of cdktf.json */
  readonly app?: string;
  /** Whether the app is run, or what it made before is taken: its code then never sees credentials. */
  readonly synth: boolean;
}

/** The stacks that are named, or all, where cdktf synthesizes: a local backend's file is named from there. */
export async function synthesizedApp(
  { app, synth, progress, transcript }: AppOptions & ReviewRun,
  names?: readonly string[],
): Promise<readonly SynthesizedStack[]> {
  const outdir = path.resolve("cdktf.out");
  if (!synth) return chooseStacks(await synthesizedStacks(outdir), names);
  return progress.step("Synthesize", async () =>
    chooseStacks(await synthesize({ app, outdir, transcript }), names),
  );
}

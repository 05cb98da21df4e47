import type { Interruptions, Started } from "./interruptions";
import type { Signal, Stage } from "./stages";

/** Interrupts a command at a stage. @returns what is wrong with how it ended; empty where nothing is */
export async function interruptAt(
  bench: Interruptions,
  { args, at }: Stage,
  signal: Signal,
): Promise<readonly string[]> {
  const started = bench.start(args, at);
  await bench.reached(started, at);
  started.child.kill(signal);
  return judgeEnd(bench, started, signal, endOf(args, at, signal));
}

/**
 * Interrupts the npm that runs a command at a stage: by Ctrl-C, which a terminal sends to all that it runs, or by another
 * signal to that process alone.
 *
 * @returns what is wrong with how it ended; empty where nothing is
 */
export async function interruptNpmAt(
  bench: Interruptions,
  { args, at }: Stage,
  signal: Signal,
): Promise<readonly string[]> {
  const started = bench.startScript(args, at);
  await bench.reached(started, at);
  const { pid = NaN } = started.child;
  process.kill(signal === "SIGINT" ? -pid : pid, signal);
  // Its output ends with the last process that it started.
  const by = await started.ended;
  const { says } = endOf(args, at, signal);
  const wrong = [
    ...(by === "0" ? ["it ended well"] : []),
    ...(says.test(started.output()) ? [] : [`it says:\n${started.output()}`]),
    // The JSON of `--json` says it, too.
    ...(started.output().match(/^(?! *").*(nterrupted\.|has ended, and)/gm)?.length === 1
      ? []
      : ["not once"]),
  ];
  const left = await bench.left(20_000);
  return [...wrong, ...left.map((each) => `it leaves ${each}`)];
}

/** How a command ends, and what it says then. */
interface WantedEnd {
  /** The exit code, or the signal. */
  readonly by: string | RegExp;
  readonly says: RegExp;
}

function endOf(args: readonly string[], at: string, signal: Signal): WantedEnd {
  if (at === "kept") {
    // Ctrl-C is how it is ended. The stack delivers nothing, which is the result of the run.
    return {
      by: args.includes("--keep") ? "2" : signal,
      says: /^(# )?The local AWS has ended, and its files are removed\.$/m,
    };
  }
  return { by: "1", says: at === "apply:1" && args[0] === "apply" ? APPLIED : INTERRUPTED };
}

export const INTERRUPTED =
  /^(Interrupted|`terraform \w+` was interrupted)\. (Nothing .+) Run the same command again/m;

/** What was reviewed is not what is left to do; the app that was named is, and that it is not run. */
const APPLIED =
  /^`terraform apply` was interrupted\. What it had changed by then stays, .+ review dev --(app 'sh \.\/app\.sh'|no-synth)$/m;

/** @returns what is wrong with how a command ended; empty where nothing is */
export async function judgeEnd(
  bench: Interruptions,
  started: Started,
  signal: Signal,
  wanted: WantedEnd,
): Promise<readonly string[]> {
  const by = await started.ended;
  const wrong: string[] = [];
  if (signal === "SIGKILL") {
    if (by !== "SIGKILL") wrong.push(`it ended by ${by}`);
  } else {
    if (!(typeof wanted.by === "string" ? by === wanted.by : wanted.by.test(by)))
      wrong.push(`it ended by ${by}, wanted ${String(wanted.by)}`);
    if (!wanted.says.test(started.output())) wrong.push(`it says:\n${started.output()}`);
    if (/\n +at |node:internal/.test(started.output())) wrong.push("it shows its stack");
  }
  const left = await bench.left(signal === "SIGKILL" ? 20_000 : 0);
  return [...wrong, ...left.map((each) => `it leaves ${each}`)];
}

import { bars } from "./charts";
import { interleaved, seconds, type Measured, type Measurement } from "./measurement";
import { compilePrograms, measureCommand, medianOf, type Usage } from "./program";

/** What is typed before anything runs, and what must not cost a run: the version, a typing mistake, each command's help. */
const COMMANDS = [
  "--help",
  "--version",
  "nonsense",
  "local --port x",
  ...["local", "emulator", "review", "verify", "apply", "doctor", "redeploy"].map(
    (command) => `${command} --help`,
  ),
];
/**
 * What it took before each command loaded its libraries only when it runs: that needs a build of that commit, and is kept
 * as it was measured.
 */
const BEFORE =
  "Before a command loaded its libraries only when it runs (commit d653e4a), each of `--help`, `--version`, `nonsense`, `local --port x`, `doctor --help` and `review --help` took 0.54 to 0.57 s of processor time, and 0.11 s on commit 5b38ebe beside it (medians of 5 interleaved runs); from the sources, as in a clone, `nonsense` took 1.38 s and takes 0.39 s.";
/** Seconds of processor time that a person does not notice. */
const LIMIT = 0.5;

async function measure(quick: boolean): Promise<Measured> {
  compilePrograms();
  const runs = await interleaved(
    quick ? 1 : 7,
    Object.fromEntries(
      COMMANDS.map((typed) => [
        typed,
        () => measureCommand(`node cli/dist/cli/src/main.js ${typed} > /dev/null 2>&1`),
      ]),
    ),
  );
  const of = (typed: string): Usage => medianOf(runs[typed] ?? []);
  const slowest = Math.max(...COMMANDS.map((typed) => of(typed).cpu));
  return {
    text: `What the built command line takes before it runs anything; medians of ${runs["--help"]?.length} interleaved runs. ${BEFORE}`,
    tables: [
      {
        columns: ["typed", "processor, s", "start to end, s"],
        rows: COMMANDS.map((typed) => [
          `\`ecs-secrets ${typed}\``,
          seconds(of(typed).cpu),
          seconds(of(typed).wall),
        ]),
      },
    ],
    charts: {
      startup: bars(
        "Start of the command line, processor time",
        "s",
        COMMANDS.map((typed) => [typed, of(typed).cpu]),
      ),
    },
    targets: [
      {
        wanted: `each takes at most ${LIMIT} s of processor time`,
        measured: `${seconds(slowest)} s`,
        holds: slowest <= LIMIT,
      },
    ],
  };
}

export const startup: Measurement = {
  id: "startup",
  title: "Start of the command line",
  run: measure,
};

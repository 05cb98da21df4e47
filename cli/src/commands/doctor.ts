import type { Examination } from "../doctor";
import { interruptible, unlessAborted } from "../interruptible";
import type { LiveSelection } from "../live";
import { addLiveOptions, type Command, ExitCode, type LiveFlags, liveOptions } from "./command";

interface DoctorFlags extends LiveFlags {
  readonly readValues?: boolean;
  readonly stoppedReason?: string;
  readonly json?: boolean;
  readonly printPolicy?: boolean;
}

const EXIT_CODES = {
  fine: ExitCode.ok,
  problems: ExitCode.failed,
  undecided: ExitCode.undecided,
};

/** `ecs-secrets doctor [environment]`: looks for everything that keeps secrets from the containers of live services. */
export const doctor: Command = (program) => {
  addLiveOptions(
    program
      .command("doctor")
      .description("look for what keeps secrets from the containers of live services"),
  )
    .option("--read-values", "also look at the values, which are never shown: JSON keys, emptiness")
    .option("--stopped-reason <text>", "explain why a task stopped, in the words of ECS")
    .option("--json", "print the result as JSON")
    .option("--print-policy", "print the IAM policy that this command needs, and do nothing")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is wrong, 1 could not be run, 2 problems, 3 could not tell.",
    )
    .action((environment: string | undefined, flags: DoctorFlags) =>
      interruptible((signal) => unlessAborted(signal, run(environment, flags, signal))),
    );
};

async function run(
  environment: string | undefined,
  flags: DoctorFlags,
  signal: AbortSignal,
): Promise<void> {
  const options = liveOptions(environment, flags);
  const { doctorPermissions, examinationAsJson, formatExamination, verdictOf } =
    await import("../doctor/index.js");
  const { explained } = await import("../aws/index.js");
  const { formatPolicy, liveTarget } = await import("../live/index.js");
  const selection = await liveTarget(options);
  if (flags.printPolicy) {
    return console.log(formatPolicy(doctorPermissions(selection, flags.readValues ?? false)));
  }
  const examination = await explained(examineAll(selection, flags, signal));
  console.log(flags.json ? examinationAsJson(examination) : formatExamination(examination));
  process.exitCode = EXIT_CODES[verdictOf(examination)];
}

async function examineAll(
  selection: LiveSelection,
  flags: DoctorFlags,
  signal: AbortSignal,
): Promise<Examination> {
  const { examine } = await import("../doctor/index.js");
  const { connect } = await import("../live/index.js");
  const { Progress } = await import("../ui.js");
  const { clients } = await connect(flags, selection);
  try {
    return await new Progress().step("Examine", ({ update }) =>
      examine(clients, selection, {
        readValues: flags.readValues,
        stoppedReason: flags.stoppedReason,
        onService: (name) => {
          signal.throwIfAborted();
          update(name);
        },
      }),
    );
  } finally {
    clients.destroy();
  }
}

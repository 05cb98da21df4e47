import path from "node:path";
import { type LocalAws, startLocalAws } from "../local-aws";
import { findTerraform, type TerraformEvent } from "../terraform";
import { Progress, type StepStatus, Transcript } from "../ui";
import { UserError } from "../user-error";
import { aborted, interruptible, unlessAborted } from "./interruptible";
import { formatReport, isDelivered, type LocalResult } from "./local-report";
import { LocalStack } from "./local-stack";
import { makePrivateDirectory, removeDirectory } from "./private-directory";
import { readStackFile, synthesize, type SynthesizedStack } from "./synthesize";

/** What to run, and what to do while it still runs. */
export interface LocalRunOptions {
  /** @default - the only stack of the app */
  readonly stackName?: string;
  /** The program that synthesizes. @default - `app` of cdktf.json */
  readonly app?: string;
  /** @default - a free one */
  readonly port?: number;
  /**
   * Makes what the stack expects to exist already, and returns environment variables for its synthesis.
   *
   * @default - the local AWS is empty
   */
  readonly setUp?: (aws: LocalAws) => Promise<Readonly<Record<string, string>>>;
  readonly signal: AbortSignal;
  /** Called with the result before anything is ended. */
  readonly whileRunning: (result: LocalResult, aws: LocalAws, stack: LocalStack) => Promise<void>;
}

/** Deploys one stack to a local AWS, checks it, and ends and removes everything that it started or wrote. */
export async function runLocally(options: LocalRunOptions): Promise<LocalResult> {
  // Before anything else: synthesis asks Terraform for its version, too, and explains its absence less well.
  const terraform = await findTerraform();
  const transcript = new Transcript();
  const progress = new Progress({ transcript });
  const directory = await makePrivateDirectory();
  try {
    const synthesizeStack = async (
      env?: Readonly<Record<string, string>>,
    ): Promise<SynthesizedStack> => {
      const outdir = path.join(directory, "cdktf.out");
      const stacks = await synthesize({ app: options.app, outdir, transcript, env });
      return choose(stacks, options.stackName);
    };
    const stack = await progress.step("Synthesize", () => synthesizeStack());
    const file = await readStackFile(stack.directory);
    const { accountId = "123456789012", region } = file;
    const death = new AbortController();
    const signal = AbortSignal.any([options.signal, death.signal]);
    const onDeath = (): void => death.abort();
    const aws = await progress.step("Start the local AWS", () =>
      unlessAborted(
        options.signal,
        startLocalAws({ accountId, region, port: options.port, onDeath }),
        (late) => late.stop(),
      ),
    );
    try {
      progress.note(`  ${aws.description}`);
      const { setUp } = options;
      if (setUp) {
        await progress.step("Make what exists already", async () =>
          synthesizeStack(await setUp(aws)),
        );
      }
      const reporter = new EventReporter();
      const onEvent = (event: TerraformEvent): void => reporter.report(event);
      const local = await LocalStack.prepare({
        terraform,
        stack,
        file,
        aws,
        directory,
        transcript,
        signal,
        onEvent,
      });
      progress.note(`  ${local.tools}`);
      const result = await deployAndCheck(local, stack.name, progress, reporter);
      aws.assertAlive();
      await options.whileRunning(result, aws, local);
      return result;
    } catch (error) {
      // Whatever fails without an emulator, its death is the reason to tell.
      aws.assertAlive();
      throw error;
    } finally {
      await aws.stop();
    }
  } finally {
    await removeDirectory(directory);
  }
}

async function deployAndCheck(
  local: LocalStack,
  stackName: string,
  progress: Progress,
  reporter: EventReporter,
): Promise<LocalResult> {
  const resources = await progress.step(`Deploy ${stackName}`, async (status) => {
    reporter.status = status;
    const added = await local.deploy();
    await local.seed();
    return added;
  });
  const deliveries = await progress.step("Resolve every secret as the ECS agent does", () =>
    local.verify(),
  );
  const second = await progress.step("Plan again, without values", () => local.planAgain());
  const search = await progress.step("Search all files and outputs for the values", () =>
    local.searchLeaks(deliveries),
  );
  const driftingAddresses = second.hasChanges ? second.planned.map(({ address }) => address) : [];
  return { stackName, resources, deliveries, driftingAddresses, search };
}

const CHANGES = ["create", "update", "replace", "delete"];

/** Shows which resource Terraform has just changed, while there is a step to show it in. */
class EventReporter {
  public status: StepStatus | undefined;

  public report(event: TerraformEvent): void {
    if (event.type !== "resource" || event.stage !== "complete") return;
    if (CHANGES.includes(event.action)) this.status?.update(`${event.action} ${event.address}`);
  }
}

function choose(stacks: readonly SynthesizedStack[], name: string | undefined): SynthesizedStack {
  const chosen = name === undefined && stacks.length === 1 ? stacks[0] : undefined;
  const stack = chosen ?? stacks.find((candidate) => candidate.name === name);
  if (stack) return stack;
  const names = stacks.map((candidate) => candidate.name).join(", ");
  const reason =
    name === undefined ? "The app has several stacks." : `The app has no stack "${name}".`;
  throw new UserError("Which stack?", reason, [`name one of: ${names}`]);
}

/** A local run for a person to watch. */
export type ReportedRunOptions = Omit<LocalRunOptions, "signal" | "whileRunning"> & {
  /** Whether the local AWS is left running until Ctrl-C. @default false */
  readonly keep?: boolean;
  /** A further check against the local AWS and the deployed stack; what it returns is printed. @default - none */
  readonly check?: (aws: LocalAws, stack: LocalStack) => Promise<string>;
};

/** Runs a stack locally and prints what was found. @returns whether every secret arrived */
export async function runAndReport({
  keep,
  check,
  ...options
}: ReportedRunOptions): Promise<boolean> {
  const result = await interruptible((signal) =>
    runLocally({
      ...options,
      signal,
      whileRunning: async (found, aws, stack) => {
        console.log(`\n${formatReport(found)}`);
        if (check) console.log(`\n${await check(aws, stack)}`);
        if (!keep) return;
        console.log(
          `\nThe local AWS stays at ${aws.endpoint} (account ${aws.accountId}); Ctrl-C ends it.`,
        );
        await aborted(signal);
      },
    }),
  );
  return isDelivered(result);
}

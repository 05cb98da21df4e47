import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../files";
import { aborted, interruptible, nothingLeft, unlessAborted } from "../interruptible";
import { type LocalAws, startLocalAws } from "../local-aws";
import { libraryCommand } from "../own-command";
import { findTerraform, type TerraformBinary, type TerraformEvent } from "../terraform";
import { harmless, oneLine } from "../text";
import { Progress, type StepStatus, Transcript } from "../ui";
import { InterruptedError, UserError } from "../user-error";
import { formatReport, isDelivered, type LocalResult } from "./local-report";
import { LocalStack } from "./local-stack";
import { readStackFile, type StackFile, synthesize, type SynthesizedStack } from "./synthesize";

/** What to run, and what to do while it still runs. */
export interface LocalRunOptions {
  /** Deployed with all that they depend on. @default - the stacks of the app, where they are one deployment */
  readonly stackNames?: readonly string[];
  /** The program that synthesizes. @default - `app` of cdktf.json */
  readonly app?: string;
  /** @default - a free one */
  readonly port?: number;
  /**
   * Makes what the stacks expect to exist already, and returns environment variables for their synthesis.
   *
   * @default - the local AWS is empty
   */
  readonly setUp?: (aws: LocalAws) => Promise<Readonly<Record<string, string>>>;
  readonly signal: AbortSignal;
  /** Called when the local AWS answers, before anything is made in it. */
  readonly onStart: (aws: LocalAws) => void;
  /** Called with the results, in the order of deployment, before anything is ended. */
  readonly whileRunning: (
    results: readonly LocalResult[],
    aws: LocalAws,
    stacks: readonly LocalStack[],
  ) => Promise<void>;
}

/** A local run for a person to watch. */
export type ReportedRunOptions = Omit<LocalRunOptions, "signal" | "onStart" | "whileRunning"> & {
  /** Whether the local AWS is left running until Ctrl-C. @default false */
  readonly keep?: boolean;
  /**
   * A further check against the local AWS and the deployed stacks, in the order of deployment; what it returns is
   * printed.
   *
   * @default - none
   */
  readonly check?: (
    aws: LocalAws,
    ...stacks: readonly [LocalStack, ...LocalStack[]]
  ) => Promise<string>;
};

/** Runs stacks locally and prints what was found. @returns whether every secret arrived */
export async function runAndReport(options: ReportedRunOptions): Promise<boolean> {
  return isDelivered(await runAndPrint(options));
}

/** The same. @returns what was found of each stack, in the order of deployment */
export async function runAndPrint({
  keep,
  check,
  ...options
}: ReportedRunOptions): Promise<readonly LocalResult[]> {
  let used: LocalAws | undefined;
  const results = await interruptible(
    (signal) =>
      runLocally({
        ...options,
        signal,
        onStart: (aws) => {
          used = aws;
        },
        whileRunning: async (found, aws, [first, ...others]) => {
          console.log(`\n${formatReport(found)}`);
          if (check && first) {
            const checked = await unlessAborted(signal, check(aws, first, ...others));
            console.log(`\n${harmless(checked)}`);
          }
          if (!keep) return;
          console.log(
            `\n${oneLine(`The local AWS stays at ${aws.endpoint} (account ${aws.accountId}); Ctrl-C ends ${aws.wasRunning ? "this command" : "it"}.`)}`,
          );
          await aborted(signal);
        },
      }),
    // What Terraform had deployed is gone with a local AWS of its own.
    () => (used?.wasRunning ? leftIn(used) : nothingLeft()),
  );
  if (used?.wasRunning) console.error(staysIn(used));
  else if (keep) console.error("The local AWS has ended, and its files are removed.");
  return results;
}

function staysIn({ endpoint }: LocalAws): string {
  return `The local AWS at ${harmless(endpoint)} was running before and goes on, with what was made in it; the state of that is removed.`;
}

function leftIn(aws: LocalAws): InterruptedError {
  return new InterruptedError(
    staysIn(aws),
    "Start that one anew, or unset AWS_ENDPOINT_URL, and run the same command again.",
  );
}

/** One stack that is to be deployed. */
interface StackToRun {
  readonly stack: SynthesizedStack;
  readonly file: StackFile;
}

/** Deploys stacks to a local AWS, checks them, and ends and removes everything that it started or wrote. */
async function runLocally(options: LocalRunOptions): Promise<readonly LocalResult[]> {
  // Before anything else: synthesis asks Terraform for its version, too, and explains its absence less well.
  const terraform = await findTerraform();
  const transcript = new Transcript();
  const progress = new Progress({ transcript });
  const directory = await makePrivateDirectory();
  try {
    const synthesizeStacks = async (
      env?: Readonly<Record<string, string>>,
    ): Promise<readonly StackToRun[]> => {
      const { app, signal, stackNames } = options;
      const outdir = path.join(directory, "cdktf.out");
      const made = await synthesize({ app, outdir, transcript, env, signal });
      const stacks = stacksInOrder(made, stackNames);
      return Promise.all(
        stacks.map(async (stack) => ({ stack, file: await readStackFile(stack.directory) })),
      );
    };
    const stacks = await progress.step("Synthesize", () => synthesizeStacks());
    const death = new AbortController();
    const signal = AbortSignal.any([options.signal, death.signal]);
    const onDeath = (): void => death.abort();
    const aws = await progress.step("Start the local AWS", () =>
      unlessAborted(
        options.signal,
        startLocalAws({ ...placeOf(stacks), port: options.port, onDeath }),
        (late) => late.stop(),
      ),
    );
    try {
      options.onStart(aws);
      progress.note(`  ${harmless(aws.description)}`);
      const { setUp } = options;
      const toRun = setUp
        ? await progress.step("Make what exists already", async () =>
            synthesizeStacks(await unlessAborted(signal, setUp(aws))),
          )
        : stacks;
      const run = { terraform, aws, directory, transcript, signal, progress };
      const deployed = await deploy(toRun, run);
      const found = await examine(deployed, run);
      const results = found.map((result) => ({ ...result, app: options.app }));
      aws.assertAlive();
      await options.whileRunning(
        results,
        aws,
        deployed.map(({ local }) => local),
      );
      return results;
    } catch (error) {
      // When the emulator has died, that is the reason to report, not what failed after it.
      aws.assertAlive();
      throw error;
    } finally {
      await aws.stop();
    }
  } finally {
    await removeDirectory(directory);
  }
}

/** The one account that the local AWS plays, and the Region of its first stack. */
function placeOf(stacks: readonly StackToRun[]): { accountId: string; region: string } {
  const accounts = new Set(stacks.flatMap(({ file }) => file.accountId ?? []));
  if (accounts.size > 1) {
    const bound = stacks.map(({ stack, file }) => `${stack.name} to ${file.accountId ?? "any"}`);
    throw new UserError(
      "The stacks cannot be deployed together.",
      `A local AWS plays one account, and they are bound to several: ${bound.join(", ")}.`,
      ["name stacks of one account"],
    );
  }
  const [accountId = "123456789012"] = accounts;
  return { accountId, region: stacks[0]?.file.region ?? "us-east-1" };
}

interface Run {
  readonly terraform: TerraformBinary;
  readonly aws: LocalAws;
  readonly directory: string;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

interface DeployedStack {
  readonly name: string;
  /** How many resources were made. */
  readonly added: number;
  readonly local: LocalStack;
}

async function deploy(stacks: readonly StackToRun[], run: Run): Promise<readonly DeployedStack[]> {
  const { progress } = run;
  const app = stacks.map(({ stack }) => stack);
  const reporter = new EventReporter();
  const onEvent = (event: TerraformEvent): void => reporter.report(event);
  const deployed: DeployedStack[] = [];
  for (const { stack, file } of stacks) {
    const aws = inRegion(run.aws, file.region);
    const prepared = LocalStack.prepare({ ...run, stack, app, file, aws, onEvent });
    const local = await unlessAborted(run.signal, prepared);
    if (deployed.length === 0) progress.note(`  ${local.tools}`);
    const { name } = stack;
    const added = await progress.step(`Deploy ${name}`, async (status) => {
      reporter.status = status;
      const resources = await local.deploy();
      await unlessAborted(run.signal, local.seed());
      return resources;
    });
    deployed.push({ name, added, local });
  }
  return deployed;
}

/** The same local AWS as a stack of another Region sees it. */
function inRegion(aws: LocalAws, region: string): LocalAws {
  return {
    ...aws,
    region,
    env: { ...aws.env, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    clientConfig: { ...aws.clientConfig, region },
  };
}

/** Only when all are deployed: a stack's plan and files may be changed by one that came after it. */
async function examine(
  stacks: readonly DeployedStack[],
  { progress, signal }: Run,
): Promise<readonly LocalResult[]> {
  const delivered = await progress.step("Resolve every secret as the ECS agent does", () =>
    inTurn(stacks, async (stack) => {
      const resources = await stack.local.resources();
      const deliveries = await unlessAborted(signal, stack.local.verify(resources));
      return { ...stack, resources, deliveries };
    }),
  );
  const all = delivered.flatMap(({ resources }) => resources);
  const placed = await progress.step("Look at the network of every task", () =>
    inTurn(delivered, async (stack) => {
      const { local, resources } = stack;
      const network = await unlessAborted(signal, local.examineNetwork(resources, all));
      return { ...stack, network };
    }),
  );
  const planned = await progress.step("Plan again, without values", () =>
    inTurn(placed, async (stack) => ({ ...stack, second: await stack.local.planAgain() })),
  );
  const searched = await progress.step("Search all files and outputs for the values", () =>
    inTurn(planned, async (stack) => {
      const search = await unlessAborted(signal, stack.local.searchLeaks(stack.deliveries));
      return { ...stack, search };
    }),
  );
  return searched.map(({ name, added, second, deliveries, network, search }) => {
    const driftingAddresses = second.hasChanges ? second.planned.map(({ address }) => address) : [];
    return { stackName: name, resources: added, deliveries, network, driftingAddresses, search };
  });
}

async function inTurn<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
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

/**
 * The stacks to deploy, each after those that it depends on: the named ones with all that they depend on; without a
 * name those of the app, where they are one deployment.
 *
 * @throws UserError for an unknown name, and where no name is given and the app has stacks that have nothing to do with each other
 */
export function stacksInOrder(
  stacks: readonly SynthesizedStack[],
  names: readonly string[] = [],
): readonly SynthesizedStack[] {
  const known = new Map(stacks.map((stack) => [stack.name, stack]));
  const unknown = names.find((name) => !known.has(name));
  const listed = [...known.keys()].join(", ");
  if (known.size === 0) {
    throw new UserError("There is no stack to deploy.", "The app makes none.", [
      `add one to the app, then: ${libraryCommand("synth")}`,
    ]);
  }
  if (unknown !== undefined) {
    throw new UserError("Which stack?", `The app has no stack "${unknown}".`, [
      `name one of: ${listed}`,
    ]);
  }
  if (names.length === 0 && !areOneDeployment(stacks)) {
    throw new UserError("Which stack?", "The app has several stacks.", [`name one of: ${listed}`]);
  }
  const ordered = new Set<SynthesizedStack>();
  const add = (name: string, dependents: readonly string[]): void => {
    const stack = known.get(name);
    if (stack === undefined || ordered.has(stack)) return;
    if (dependents.includes(name)) {
      throw new UserError(
        "The stacks cannot be put in order.",
        `They depend on each other: ${[...dependents, name].join(" → ")}.`,
        ["take one of these dependencies out of the app"],
      );
    }
    for (const dependency of [...(stack.dependencies ?? [])].sort()) {
      add(dependency, [...dependents, name]);
    }
    ordered.add(stack);
  };
  for (const name of names.length === 0 ? known.keys() : names) add(name, []);
  return [...ordered];
}

/** Whether every stack hangs together with every other one by dependencies. Environments do not. */
function areOneDeployment(stacks: readonly SynthesizedStack[]): boolean {
  const [first, ...rest] = stacks;
  if (first === undefined) return false;
  const reached = new Set([first.name]);
  let before = 0;
  while (before < reached.size) {
    before = reached.size;
    for (const { name, dependencies = [] } of rest.concat(first)) {
      const together = [name, ...dependencies];
      if (together.some((each) => reached.has(each))) together.forEach((each) => reached.add(each));
    }
  }
  return stacks.every(({ name }) => reached.has(name));
}

import { InvalidArgumentError } from "commander";
import { interruptible, unlessAborted } from "../interruptible";
import type { LiveConnection, LiveSelection, StaleReport } from "../live";
import type { Redeployment } from "../live/redeploy";
import { inParallel } from "../parallel";
import {
  addLiveOptions,
  type Command,
  ExitCode,
  type LiveFlags,
  liveOptions,
  wholeNumber,
} from "./command";

interface RedeployFlags extends LiveFlags {
  readonly dryRun?: boolean;
  readonly unclear?: boolean;
  readonly concurrency: number;
  readonly timeout: number;
  readonly json?: boolean;
  readonly printPolicy?: boolean;
}

/** Between two looks at a deployment. */
const POLL_MS = 3_000;

/** A week. */
const MOST_MINUTES = 10_080;

/** As many as a cluster has. @see https://docs.aws.amazon.com/general/latest/gr/ecs-service.html */
const MOST_SERVICES = 5_000;

/** Reads a whole number from 1 on. @throws InvalidArgumentError, which commander shows with the option's name */
function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = wholeNumber(text);
    if (value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

/** `ecs-secrets redeploy [environment]`: replaces running tasks that hold old values of their secrets. */
export const redeploy: Command = (program) => {
  addLiveOptions(
    program
      .command("redeploy")
      .description("force a new deployment of the services whose tasks hold old values of secrets"),
  )
    .option("--dry-run", "only show what would be redeployed")
    .option("--unclear", "also redeploy services of which AWS does not tell whether they must be")
    .option("--concurrency <number>", "services replaced at the same time", upTo(MOST_SERVICES), 4)
    .option(
      "--timeout <minutes>",
      "after which a deployment is not followed any more",
      upTo(MOST_MINUTES),
      30,
    )
    .option("--json", "print the result as JSON")
    .option("--print-policy", "print the IAM policy that this command needs, and do nothing")
    .addHelpText(
      "after",
      "\nExit codes: 0 all tasks hold the current values, 1 could not be run, 2 some do not, 3 could not tell.\nCtrl-C leaves deployments running.",
    )
    .action((environment: string | undefined, flags: RedeployFlags) =>
      interruptible((signal) => run(environment, flags, signal)),
    );
};

const EXIT_CODES = {
  current: ExitCode.ok,
  stale: ExitCode.failed,
  undecided: ExitCode.undecided,
};

async function run(
  environment: string | undefined,
  flags: RedeployFlags,
  signal: AbortSignal,
): Promise<void> {
  const options = liveOptions(environment, flags);
  const { explained } = await import("../aws/index.js");
  const { liveTarget } = await import("../live/index.js");
  const { formatRedeployments, redeploymentsAsJson, verdictOf } =
    await import("../live/redeploy/index.js");
  const selection = await liveTarget(options);
  if (flags.printPolicy) return console.log(await policyOf(selection));
  const redeployments = await explained(replaceStale(selection, flags, signal));
  console.log(flags.json ? redeploymentsAsJson(redeployments) : formatRedeployments(redeployments));
  process.exitCode = EXIT_CODES[verdictOf(redeployments)];
}

async function policyOf(selection: LiveSelection): Promise<string> {
  const { formatPolicy, readPermissions, resourceScope } = await import("../live/index.js");
  const { services: resources } = resourceScope(selection);
  const update = { why: "ForceNewDeployments", actions: ["ecs:UpdateService"], resources };
  return formatPolicy([...readPermissions(selection), update]);
}

async function replaceStale(
  selection: LiveSelection,
  flags: RedeployFlags,
  signal: AbortSignal,
): Promise<readonly Redeployment[]> {
  const { connect } = await import("../live/index.js");
  const { redeployStale } = await import("../live/redeploy/index.js");
  const { Progress } = await import("../ui.js");
  const progress = new Progress();
  const connection = await unlessAborted(signal, connect(flags, selection));
  const { clients } = connection;
  try {
    const reports = await progress.step("Look for tasks that hold old values", ({ update }) =>
      unlessAborted(signal, findAllStale(connection, selection, flags.concurrency, update)),
    );
    return await progress.step(flags.dryRun ? "Plan" : "Redeploy what is stale", ({ update }) =>
      redeployStale(clients, reports, {
        dryRun: flags.dryRun,
        includeUnclear: flags.unclear,
        concurrency: flags.concurrency,
        timeoutMs: flags.timeout * 60_000,
        pollMs: POLL_MS,
        signal,
        onProgress: ({ serviceName }, text) => update(`${serviceName}: ${text}`),
      }),
    );
  } finally {
    clients.destroy();
  }
}

async function findAllStale(
  { clients }: LiveConnection,
  { targets }: LiveSelection,
  concurrency: number,
  onService: (text: string) => void,
): Promise<readonly StaleReport[]> {
  const { findServices, findStale, ReadOnce } = await import("../live/index.js");
  const readOnce = new ReadOnce(clients);
  const found = await inParallel(1, targets, (target) => findServices(clients, target));
  return inParallel(concurrency, found.flat(), (service) => {
    onService(service.serviceName);
    return findStale(clients, service, readOnce);
  });
}

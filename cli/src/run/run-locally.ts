import path from "node:path";
import { startLocalAws, type LocalAws } from "../local-aws";
import type { TerraformEvent } from "../terraform";
import { Progress, Transcript, type StepStatus } from "../ui";
import { UserError } from "../user-error";
import type { LocalResult } from "./local-report";
import { LocalStack } from "./local-stack";
import { makePrivateDirectory, removeDirectory } from "./private-directory";
import { readStackFile } from "./stack-file";
import { synthesize, type SynthesizedStack } from "./synthesize";

/** What to run, and what to do while it still runs. */
export interface LocalRunOptions {
  /** @default - the only stack of the app */
  readonly stackName?: string;
  /** The program that synthesizes. @default - `app` of cdktf.json */
  readonly app?: string;
  /** @default - a free one */
  readonly port?: number;
  readonly signal: AbortSignal;
  /** Called with the result before anything is ended. */
  readonly whileRunning: (result: LocalResult, aws: LocalAws) => Promise<void>;
}

/** Deploys one stack to a local AWS, checks it, and ends and removes everything that it started or wrote. */
export async function runLocally(options: LocalRunOptions): Promise<LocalResult> {
  const transcript = new Transcript();
  const progress = new Progress({ transcript });
  const directory = await makePrivateDirectory();
  try {
    const stack = await progress.step("Synthesize", async () => {
      const outdir = path.join(directory, "cdktf.out");
      return choose(await synthesize({ app: options.app, outdir, transcript }), options.stackName);
    });
    const file = await readStackFile(stack.directory);
    const { accountId = "123456789012", region } = file;
    const aws = await progress.step("Start the local AWS", () =>
      startLocalAws({ accountId, region, port: options.port }),
    );
    try {
      progress.note(`  ${aws.description}`);
      const reporter = new EventReporter();
      const { signal } = options;
      const onEvent = (event: TerraformEvent): void => reporter.report(event);
      const local = await LocalStack.prepare({
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
      await options.whileRunning(result, aws);
      return result;
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
  const resources = await progress.step(`Deploy ${stackName}`, (status) => {
    reporter.status = status;
    return local.deploy();
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

import { rm } from "node:fs/promises";
import path from "node:path";
import { refuseEndpoints } from "../../endpoint";
import { refuseLinks, requireWritable, writeTogether } from "../../files";
import { inParallel } from "../../parallel";
import { readStackFile, type SynthesizedStack } from "../../run";
import {
  expectOk,
  findProviderMirror,
  findTerraform,
  foreignValues,
  TerraformRunner,
  type TerraformBinary,
} from "../../terraform";
import type { StackInput } from "../plan";
import { planStack } from "./plan-stack";
import { withRolling } from "./rolling-services";
import { refuseOtherFiles } from "./stack-folder";
import {
  chooseStacks,
  stacksAtOnce,
  synthesizedApp,
  type AppOptions,
  type ReviewRun,
} from "./review-run";

/** What is planned against AWS. */
interface AwsReviewOptions extends AppOptions, ReviewRun {
  /** @default - all stacks of the app */
  readonly stacks?: readonly string[];
  /** Where plans are saved for a later apply. @default - nowhere */
  readonly planDirectory?: string;
  /** @default true */
  readonly refresh?: boolean;
}

/** Synthesizes the app and plans its stacks with the credentials of this process. */
export async function planOnAws(options: AwsReviewOptions): Promise<readonly StackInput[]> {
  const { progress, planDirectory } = options;
  if (planDirectory !== undefined) {
    await refuseLinks(planDirectory);
    await requireWritable(path.resolve(planDirectory));
  }
  const terraform = await findTerraform();
  const app = await synthesizedApp(options);
  const stacks = chooseStacks(app, options.stacks);
  const names = stacks.map(({ name }) => name).join(", ");
  const planFileOf = (name: string): string => path.resolve(options.directory, `${name}.tfplan`);
  const inputs = await progress.step(`Plan ${names}`, (status) =>
    inParallel(stacksAtOnce(), stacks, async (stack) => {
      const runner = await prepare(terraform, stack, options);
      status.update(`initialize ${stack.name}`);
      expectOk(await runner.init());
      status.update(`plan ${stack.name}`);
      const planFile = planFileOf(stack.name);
      const planned = { ...stack, app, terraform: runner, planFile, refresh: options.refresh };
      return withRolling(await planStack(planned), options.signal);
    }),
  );
  if (planDirectory !== undefined) await keepPlans(planDirectory, inputs, planFileOf);
  return inputs;
}

/** Keeps the plans that could be made, when all are: one that is half written, or of another run, is not to lie beside them. */
export async function keepPlans(
  folder: string,
  inputs: readonly Pick<StackInput, "name" | "awaits">[],
  planFileOf: (name: string) => string,
): Promise<void> {
  const made = inputs.filter(({ awaits }) => awaits === undefined);
  const plans = made.map(({ name }) => {
    return { name: `${name}.tfplan`, copyOf: planFileOf(name) };
  });
  await writeTogether(folder, plans, 0o700);
  for (const { name } of inputs.filter((input) => !made.includes(input))) {
    await rm(path.resolve(folder, `${name}.tfplan`), { force: true });
  }
}

/**
 * Terraform in the folder of a stack, with the provider from wherever this machine has it, and without values: those that
 * a plan is to have are given to it. Terraform refuses a saved plan when a variable is set that was not set then.
 */
export async function prepare(
  terraform: TerraformBinary,
  stack: SynthesizedStack,
  { directory, synth, transcript, signal }: Pick<AppOptions, "synth"> & ReviewRun,
): Promise<TerraformRunner> {
  refuseEndpoints();
  await refuseOtherFiles(stack);
  // Terraform says of a folder that it may not write to that it could not lock a state.
  await requireWritable(path.resolve(stack.directory, synth ? ".terraform" : "."));
  const file = await readStackFile(stack.directory);
  const provider = await findProviderMirror({
    wantedVersion: file.providerVersion,
    configDirectory: directory,
    workingDirectory: stack.directory,
  });
  return new TerraformRunner({
    binary: terraform.path,
    directory: stack.directory,
    env: {
      ...foreignValues(process.env, file.plainVariables),
      // One folder for several stacks would be of the last. What was handed over may bring a `.terraform` with providers
      // of its own, and a lock file that says that these are right: none of them is started.
      TF_DATA_DIR: synth ? undefined : path.join(directory, `${stack.name}.terraform`),
      TF_CLI_CONFIG_FILE: provider.cliConfigFile,
    },
    transcript,
    signal,
  });
}

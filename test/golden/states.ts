// Golden states: what an earlier release has applied, kept so that what this code makes is planned upon it.
// `npm run golden:states -- 0.2.0` applies the golden files on a local AWS and keeps their states, at a release;
// `npm run golden:states -- --plan` lists what an update from each kept state changes, for the changelog.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { LocalStack, readStackFile } from "../../cli/src/run";
import { expectOk, findTerraform } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { setUp as makeRotationFunction } from "../../examples/rotation/local-setup";

const APPS = path.join(__dirname, "apps");
const STATES = path.join(__dirname, "states");

/** The stacks whose states are kept, by the app in `test/golden/apps`: every module is in one of them. */
const KEPT: Readonly<Record<string, string>> = {
  dev: "environments",
  "encrypted-bucket": "encrypted-bucket",
  "redeploy-on-change": "redeploy-on-change",
  rotation: "rotation",
  "scheduled-and-migration": "scheduled-and-migration",
  "secret-files": "secret-files",
};

/** What the next plan makes anew without a loss: it holds no value, no data and no traffic. An invocation runs a one-off task. */
const RENEWED =
  /^(aws_ecs_task_definition|aws_iam_(role_)?policy|aws_iam_role_policy_attachment|aws_lambda_invocation|terraform_data)\./;

/** A stack that an earlier release has applied. */
export interface GoldenState {
  readonly release: string;
  readonly stack: string;
  /** Its `cdk.tf.json` and its state. */
  readonly folder: string;
}

/** Something that an update does to a resource. */
export interface PlannedUpdate {
  readonly address: string;
  readonly actions: readonly string[];
  /** Names of the arguments that change. */
  readonly changes: readonly string[];
}

/** All that are kept, of all releases. */
export function goldenStates(): readonly GoldenState[] {
  return readdirSync(STATES)
    .filter((release) => /^\d/.test(release))
    .flatMap((release) =>
      readdirSync(path.join(STATES, release)).map((stack) => {
        return { release, stack, folder: path.join(STATES, release, stack) };
      }),
    );
}

/** A local AWS of the account that the kept stacks are bound to, with what they expect to exist. */
export async function startGoldenAws(): Promise<LocalAws> {
  const env = { ...process.env, AWS_ENDPOINT_URL: "" };
  const aws = await startLocalAws({ accountId: "111111111111", region: "eu-central-1", env });
  await makeRotationFunction(aws);
  return aws;
}

/** Prepares Terraform in a copy of a synthesized stack. */
export async function prepareStack(
  folder: string,
  { stack, directory, aws }: { stack: string; directory: string; aws: LocalAws },
): Promise<LocalStack> {
  const copy = path.join(directory, stack);
  cpSync(folder, copy, { recursive: true });
  return LocalStack.prepare({
    terraform: await findTerraform(),
    stack: { name: stack, directory: copy },
    file: await readStackFile(copy),
    aws,
    directory,
    transcript: new Transcript(),
  });
}

/**
 * What is planned upon a kept state.
 *
 * @param today the folder of the stack that is planned. @default - this code's stack of the same name
 */
export async function planUpdate(
  { stack, folder }: GoldenState,
  aws: LocalAws,
  today = stackOfToday(stack),
): Promise<readonly PlannedUpdate[]> {
  const directory = await makePrivateDirectory();
  try {
    const local = await prepareStack(today, { stack, directory, aws });
    cpSync(path.join(folder, "state.json"), path.join(directory, stack, "terraform.tfstate"));
    expectOk(await local.terraform.init());
    // Only what the state says: the emulator of its day is gone.
    expectOk(await local.terraform.plan({ refresh: false, out: "update.tfplan" }));
    return updatesOf(await local.terraform.showJson("update.tfplan"));
  } finally {
    await removeDirectory(directory);
  }
}

/** What would be destroyed or replaced, and must not be. */
export const losses = (updates: readonly PlannedUpdate[]): readonly PlannedUpdate[] =>
  updates.filter(({ address, actions }) => actions.includes("delete") && !RENEWED.test(address));

/** What this code synthesizes, which the golden test holds against it. */
export function stackOfToday(stack: string): string {
  return path.join(APPS, KEPT[stack] ?? stack, "stacks", stack);
}

interface PlanJson {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Readonly<Record<string, unknown>> | null;
      readonly after: Readonly<Record<string, unknown>> | null;
      readonly after_unknown: Readonly<Record<string, unknown>>;
    };
  }[];
}

function updatesOf(plan: unknown): readonly PlannedUpdate[] {
  const { resource_changes: all } = plan as PlanJson;
  return (
    all
      .filter(({ change }) => !/^(no-op|read)$/.test(change.actions.join()))
      .map(({ address, change: { actions, before, after, after_unknown: unknown } }) => {
        const names = Object.keys({ ...before, ...after, ...unknown }).sort();
        const differs = (name: string): boolean =>
          unknown[name] === true ||
          JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]);
        const isOne = before === null || after === null;
        return { address, actions, changes: isOne ? [] : names.filter(differs) };
      })
      // Each emulator has other subnets.
      .filter(({ changes }) => changes.join() !== "network_configuration")
  );
}

/** Applies the golden files, and keeps what they have become. @throws Error when a value stands in a state */
async function keepStates(release: string, apps: string): Promise<void> {
  const aws = await startGoldenAws();
  const directory = await makePrivateDirectory();
  try {
    for (const [stack, app] of Object.entries(KEPT)) {
      const source = path.join(apps, app, "stacks", stack);
      const local = await prepareStack(source, { stack, directory, aws });
      await local.deploy();
      await local.seed();
      const { leaks } = await local.searchLeaks(await local.verify());
      if (leaks.length > 0) throw new Error(`${stack} holds values: ${JSON.stringify(leaks)}`);
      const kept = path.join(STATES, release, stack);
      mkdirSync(kept, { recursive: true });
      cpSync(source, kept, { recursive: true });
      const state = path.join(directory, stack, "terraform.tfstate");
      const portable = readFileSync(state, "utf8").replaceAll(directory, ".");
      writeFileSync(path.join(kept, "state.json"), portable);
      console.log(`kept ${path.relative(process.cwd(), kept)}`);
    }
  } finally {
    await removeDirectory(directory);
    await aws.stop();
  }
}

/** Prints a list in Markdown. */
async function listUpdates(): Promise<void> {
  const aws = await startGoldenAws();
  try {
    for (const state of goldenStates()) {
      console.log(`\n${state.stack}, from ${state.release}:\n`);
      const updates = await planUpdate(state, aws);
      if (updates.length === 0) console.log("- nothing");
      for (const { address, actions, changes } of updates)
        console.log(`- ${actions.join(" and ")} \`${address}\` ${changes.join(", ")}`.trimEnd());
    }
  } finally {
    await aws.stop();
  }
}

if (require.main === module) {
  const [, , what = "--plan", apps = APPS] = process.argv;
  if (!existsSync(apps)) throw new Error(`${apps} is no folder`);
  void (what === "--plan" ? listUpdates() : keepStates(what, path.resolve(apps)));
}

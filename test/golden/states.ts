// Golden states: what an earlier release has applied, kept so that what this code makes is planned upon it.
// `npm run golden:states -- 0.2.0` applies the golden files on a local AWS and keeps their states, at a release;
// `npm run golden:states -- --plan` lists what an update from each kept state changes, for the changelog.
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  S3Client,
  type BucketLocationConstraint,
} from "@aws-sdk/client-s3";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { inParallel } from "../../cli/src/parallel";
import { LocalStack, readStackFile, synthesizedStacks } from "../../cli/src/run";
import type { SynthesizedStack } from "../../cli/src/run";
import { stacksInOrder } from "../../cli/src/run/run-locally";
import { expectOk, findTerraform } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { setUp as makeRotationFunction } from "../../examples/rotation/local-setup";

const APPS = path.join(__dirname, "apps");
const STATES = path.join(__dirname, "states");
const STACK_FILE = "cdk.tf.json";
const STATE_FILE = "terraform.tfstate";

/** What the next plan makes anew without a loss: it holds no value, no data and no traffic. An invocation runs a one-off task. */
const RENEWED =
  /^(aws_ecs_task_definition|aws_iam_(role_)?policy|aws_iam_role_policy_attachment|aws_lambda_invocation|terraform_data)\./;

/** What one local AWS plays: an account, and a Region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A stack that an earlier release has applied. */
export interface GoldenState {
  readonly release: string;
  /** Its folder in `test/golden/apps`. */
  readonly app: string;
  readonly stack: string;
  /** What it is bound to. */
  readonly place: Place;
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
  return foldersOf(STATES).flatMap((release) =>
    foldersOf(path.join(STATES, release)).flatMap((app) =>
      foldersOf(path.join(STATES, release, app)).map((stack) => {
        const folder = path.join(STATES, release, app, stack);
        return { release, app, stack, place: placeOf(folder), folder };
      }),
    ),
  );
}

/** Every stack that this code synthesizes, as `app/stack`: each has a kept state. */
export function stacksOfToday(): readonly string[] {
  return foldersOf(APPS).flatMap((app) =>
    foldersOf(path.join(APPS, app, "stacks")).map((stack) => `${app}/${stack}`),
  );
}

/** What this code synthesizes, which the golden test holds against it. */
export function folderOfToday({ app, stack }: Pick<GoldenState, "app" | "stack">): string {
  return path.join(APPS, app, "stacks", stack);
}

/** A local AWS of the account that a stack is bound to. */
export function startGoldenAws(place: Place): Promise<LocalAws> {
  return startLocalAws({ ...place, env: { ...process.env, AWS_ENDPOINT_URL: "" } });
}

/** What Terraform is prepared for. */
export interface StackToPrepare {
  readonly stack: string;
  /** The copy is a folder below it. */
  readonly directory: string;
  readonly aws: LocalAws;
  /** The stacks whose outputs it reads. @default - none */
  readonly app?: readonly SynthesizedStack[];
}

/** Prepares Terraform in a copy of a synthesized stack. */
export async function prepareStack(
  folder: string,
  { stack, directory, aws, app }: StackToPrepare,
): Promise<LocalStack> {
  const copy = path.join(directory, stack);
  cpSync(folder, copy, { recursive: true });
  return LocalStack.prepare({
    terraform: await findTerraform(),
    stack: { name: stack, directory: copy },
    app,
    file: await readStackFile(copy),
    aws,
    directory,
    transcript: new Transcript(),
  });
}

/** Where an update is planned. */
export interface PlanPlace {
  readonly aws: LocalAws;
  /** A private folder, which several plans may share: the provider is then installed once. */
  readonly workshop: string;
  /** The folder of the stack that is planned. @default - this code's stack of the same name */
  readonly today?: string;
}

/** What is planned upon a kept state. */
export async function planUpdate(
  { stack, folder, app }: GoldenState,
  { aws, workshop, today = folderOfToday({ app, stack }) }: PlanPlace,
): Promise<readonly PlannedUpdate[]> {
  const directory = mkdtempSync(path.join(workshop, "plan-"));
  try {
    // What the other stacks of the release have put out is read from their states.
    const others = foldersOf(path.dirname(folder)).filter((other) => other !== stack);
    const siblings = others.map((name) => {
      const copy = path.join(directory, name);
      cpSync(path.join(path.dirname(folder), name), copy, { recursive: true });
      cpSync(path.join(copy, "state.json"), path.join(copy, STATE_FILE));
      return { name, directory: copy };
    });
    const local = await prepareStack(today, { stack, directory, aws, app: siblings });
    cpSync(path.join(folder, "state.json"), path.join(directory, stack, STATE_FILE));
    await initialize(local, path.join(directory, stack), workshop);
    // Only what the state says: the emulator of its day is gone.
    expectOk(await local.terraform.plan({ refresh: false, out: "update.tfplan" }));
    return updatesOf(await local.terraform.showJson("update.tfplan"));
  } finally {
    await removeDirectory(directory);
  }
}

/** What `terraform init` makes: the same for all stacks, and it reads the whole provider for its digest. */
const INITIALIZED = [".terraform", ".terraform.lock.hcl"];
const initializing = new Map<string, Promise<void>>();

async function initialize(local: LocalStack, folder: string, workshop: string): Promise<void> {
  const copy = (from: string, to: string): void => {
    for (const name of INITIALIZED)
      cpSync(path.join(from, name), path.join(to, name), {
        recursive: true,
        verbatimSymlinks: true,
      });
  };
  const first = initializing.get(workshop);
  if (first === undefined) {
    const made = local.init().then(() => copy(folder, workshop));
    initializing.set(workshop, made);
    return made;
  }
  await first;
  copy(workshop, folder);
}

/** What would be destroyed or replaced, and must not be. */
export const losses = (updates: readonly PlannedUpdate[]): readonly PlannedUpdate[] =>
  updates.filter(({ address, actions }) => actions.includes("delete") && !RENEWED.test(address));

interface PlanJson {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Readonly<Record<string, unknown>> | null;
      readonly after: Readonly<Record<string, unknown>> | null;
      readonly after_unknown: Readonly<Record<string, unknown>>;
      /** Arguments that force a replacement. */
      readonly replace_paths?: readonly (readonly unknown[])[];
    };
  }[];
}

function updatesOf(plan: unknown): readonly PlannedUpdate[] {
  const { resource_changes: all } = plan as PlanJson;
  return (
    all
      .filter(({ change }) => !/^(no-op|read)$/.test(change.actions.join()))
      // Each emulator has another VPC: where nothing else replaces, nothing would.
      .filter(({ change: { replace_paths: paths } }) => JSON.stringify(paths) !== '[["vpc_id"]]')
      .map(({ address, change: { actions, before, after, after_unknown: unknown } }) => {
        const names = Object.keys({ ...before, ...after, ...unknown }).sort();
        const differs = (name: string): boolean =>
          unknown[name] === true ||
          JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]);
        const isOne = before === null || after === null;
        return { address, actions, changes: isOne ? [] : names.filter(differs) };
      })
      // And other subnets.
      .filter(({ changes }) => changes.join() !== "network_configuration")
  );
}

/**
 * Applies the golden files, and keeps what they have become: those that the release does not have yet.
 *
 * @throws Error when a value stands in a state
 */
async function keepStates(release: string, apps: string): Promise<void> {
  const found = await Promise.all(
    foldersOf(apps).map(async (app) => {
      const stacks = await synthesizedStacks(path.join(apps, app));
      const places = new Map(
        stacks.map(({ directory }) => [placeOf(directory).accountId, placeOf(directory)]),
      );
      return [...places.values()].map((place) => {
        const here = stacks.filter(
          ({ directory }) => placeOf(directory).accountId === place.accountId,
        );
        const names = here.map(({ name }) => name);
        return { app, place, stacks: stacksInOrder(stacks, names) };
      });
    }),
  );
  const missing = found
    .flat()
    .filter(({ app, stacks }) =>
      stacks.some(({ name }) => !existsSync(path.join(STATES, release, app, name))),
    );
  await inParallel(2, missing, async ({ app, place, stacks }) => {
    const aws = await startGoldenAws(place);
    try {
      if (app === "rotation") await makeRotationFunction(aws);
      if (app === "environments") await makeLogBucket(aws);
      await keepStatesOf(stacks, aws, path.join(STATES, release, app));
    } finally {
      await aws.stop();
    }
  });
}

/** Applies the stacks of one account of an app, in order, and keeps their states below `kept`. */
async function keepStatesOf(
  stacks: readonly SynthesizedStack[],
  aws: LocalAws,
  kept: string,
): Promise<void> {
  const directory = await makePrivateDirectory();
  try {
    const app = stacks.map(({ name }) => ({ name, directory: path.join(directory, name) }));
    for (const { name: stack, directory: source } of stacks) {
      const before = app.slice(
        0,
        app.findIndex(({ name }) => name === stack),
      );
      const local = await prepareStack(source, { stack, directory, aws, app: before });
      const given = await useNetworkOf(aws, path.join(directory, stack, STACK_FILE));
      await local.deploy();
      await local.seed();
      const { leaks } = await local.searchLeaks(await local.verify());
      if (leaks.length > 0) throw new Error(`${stack} holds values: ${JSON.stringify(leaks)}`);
      const folder = path.join(kept, stack);
      if (existsSync(folder)) continue;
      mkdirSync(folder, { recursive: true });
      cpSync(source, folder, { recursive: true });
      const state = path.join(directory, stack, STATE_FILE);
      let portable = readFileSync(state, "utf8").replaceAll(directory, ".");
      for (const [id, here] of given) portable = portable.replaceAll(here, id);
      writeFileSync(path.join(folder, "state.json"), portable);
      console.log(`kept ${path.relative(process.cwd(), folder)}`);
    }
  } finally {
    await removeDirectory(directory);
  }
}

/** The bucket that the environments name for their access logs. */
async function makeLogBucket({ clientConfig, region }: LocalAws): Promise<void> {
  const client = new S3Client({ ...clientConfig, forcePathStyle: true });
  const Bucket = "example-access-logs";
  await client.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
    }),
  );
  const Principal = { Service: "logging.s3.amazonaws.com" };
  const Resource = `arn:aws:s3:::${Bucket}/*`;
  const Statement = [{ Effect: "Allow", Principal, Action: "s3:PutObject", Resource }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** Writes subnets and groups that there are into a stack that names its own. @returns those that it named, and each one's place */
async function useNetworkOf(
  { clientConfig }: LocalAws,
  file: string,
): Promise<ReadonlyMap<string, string>> {
  const client = new EC2Client(clientConfig);
  const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({}));
  const there = [
    ...Subnets.map(({ SubnetId: id = "" }) => id),
    ...SecurityGroups.map(({ GroupId: id = "" }) => id),
  ];
  let text = readFileSync(file, "utf8");
  const named = new Set(text.match(/\b(subnet|sg)-[0-9a-f]{17}\b/g));
  const places = new Map<string, string>();
  for (const id of named) {
    const place = there.find((each) => each.split("-")[0] === id.split("-")[0]);
    if (place === undefined) throw new Error(`The local AWS has nothing for ${id}`);
    there.splice(there.indexOf(place), 1);
    places.set(id, place);
    text = text.replaceAll(id, place);
  }
  writeFileSync(file, text);
  return places;
}

/** Prints a list in Markdown. */
async function listUpdates(): Promise<void> {
  const workshop = await makePrivateDirectory();
  for (const state of goldenStates()) {
    const aws = await startGoldenAws(state.place);
    try {
      console.log(`\n${state.app}/${state.stack}, from ${state.release}:\n`);
      const updates = await planUpdate(state, { aws, workshop });
      if (updates.length === 0) console.log("- nothing");
      for (const { address, actions, changes } of updates)
        console.log(`- ${actions.join(" and ")} \`${address}\` ${changes.join(", ")}`.trimEnd());
    } finally {
      await aws.stop();
    }
  }
  await removeDirectory(workshop);
}

function foldersOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function placeOf(folder: string): Place {
  const text = readFileSync(path.join(folder, STACK_FILE), "utf8");
  const [, accountId] = /"allowed_account_ids":\s*\[\s*"(\d{12})"/.exec(text) ?? [];
  const [, region] = /"region":\s*"([^"]+)"/.exec(text) ?? [];
  if (accountId === undefined || region === undefined)
    throw new Error(`${folder} is bound to no account and Region`);
  return { accountId, region };
}

if (require.main === module) {
  const [, , what = "--plan", apps = APPS] = process.argv;
  if (!existsSync(apps)) throw new Error(`${apps} is no folder`);
  void (what === "--plan" ? listUpdates() : keepStates(what, path.resolve(apps)));
}

import { cp, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { makeFolders } from "../../files";
import { nothingLeft, unlessAborted } from "../../interruptible";
import { type LocalAws, startLocalAws, writeProviderOverride } from "../../local-aws";
import { inParallel } from "../../parallel";
import { LocalStack, readStackFile, synthesize, type SynthesizedStack } from "../../run";
import {
  findTerraform,
  hadNoRoom,
  NoRoomError,
  runQuickly,
  type TerraformBinary,
  withoutValues,
} from "../../terraform";
import { UserError } from "../../user-error";
import type { StackInput } from "../plan";
import { planStack } from "./plan-stack";
import { chooseStacks, type ReviewRun, stacksAtOnce } from "./review-run";

/** What is compared on a local AWS. */
interface LocalReviewOptions extends ReviewRun {
  /** @default - all stacks of the app */
  readonly stacks?: readonly string[];
  /** @default - `app` of cdktf.json */
  readonly app?: string;
  /** Git revision that is deployed first. @default - where this branch left the default branch */
  readonly base?: string;
  /** Folder with `before.ts` and `after.ts`, shown when nothing differs from the base. @default - none */
  readonly sample?: string;
  /**
   * Makes in each local AWS what the stacks expect to exist, and returns environment variables for their synthesis.
   *
   * @default - the local AWS is empty
   */
  readonly setUp?: (aws: LocalAws) => Promise<Variables>;
}

type Variables = Readonly<Record<string, string>>;

/** A stack before and after the change. */
interface Comparison {
  readonly name: string;
  /** @default - the stack is new */
  readonly base?: SynthesizedStack;
  readonly head: SynthesizedStack;
}

/** The app before and after the change, to be synthesized once for all or once for each local AWS. */
interface Change {
  readonly base: Program;
  readonly head: Program;
}

/** An app that synthesizes. */
interface Program {
  /** @default - `app` of cdktf.json */
  readonly app?: string;
  /** @default - the working directory */
  readonly folder?: string;
}

/** Deploys the base of a change to a local AWS, a new one for each stack, and plans the change there. */
export async function planLocally(options: LocalReviewOptions): Promise<readonly StackInput[]> {
  const { progress } = options;
  const terraform = await findTerraform();
  const { change, comparisons } = await progress.step("Synthesize the change and its base", () =>
    compare(options),
  );
  const names = comparisons.map(({ name }) => name).join(", ");
  return progress.step(`Deploy the base of ${names} locally, then plan the change`, (status) =>
    inParallel(stacksAtOnce(), comparisons, (comparison) =>
      planOne(terraform, comparison, change, options, (what) => {
        status.update(`${what} ${comparison.name}`);
      }),
    ),
  );
}

async function compare(
  options: LocalReviewOptions,
): Promise<{ readonly change: Change; readonly comparisons: readonly Comparison[] }> {
  const { directory, app, progress, sample } = options;
  // It becomes part of a command line.
  if (sample !== undefined && !/^[\w./-]+$/.test(sample)) {
    throw new UserError(
      "The sample cannot be run.",
      "Its folder has characters that a shell interprets.",
      ["name a folder of letters, digits, dots and dashes"],
    );
  }
  const revision = await findBase(options.base);
  const folder = await exportRevision(revision.commit, path.join(directory, "base"));
  const change = { base: { app, folder }, head: { app } };
  const { base, head } = await synthesizeBoth(change, path.join(directory, "c"), options);
  const changed = pair(base, chooseStacks(head, options.stacks));
  const gone = base.filter(({ name }) => !head.some((stack) => stack.name === name));
  for (const { name } of gone) {
    progress.note(
      `  ${name} is no longer made: its resources stay until \`cdktf destroy ${name}\``,
    );
  }
  const differs = gone.length > 0 || (await differ(changed));
  if (options.base !== undefined || sample === undefined || differs) {
    progress.note(`  base: ${revision.description}`);
    return { change, comparisons: changed };
  }
  progress.note(`  nothing differs from ${revision.description}: the sample change is shown`);
  const program = (file: string): Program => {
    return { app: `node --conditions=source --import tsx ${sample}/${file}.ts` };
  };
  const shown = { base: program("before"), head: program("after") };
  const both = await synthesizeBoth(shown, path.join(directory, "s"), options);
  return { change: shown, comparisons: pair(both.base, both.head) };
}

/** @param outdir a folder that is not there yet */
async function synthesizeBoth(
  { base, head }: Change,
  outdir: string,
  { transcript }: LocalReviewOptions,
  env?: Variables,
): Promise<Readonly<Record<keyof Change, readonly SynthesizedStack[]>>> {
  // cdktf makes the last folder of a path only.
  await makeFolders(outdir);
  const before = { ...base, outdir: path.join(outdir, "b"), transcript, env };
  const after = { ...head, outdir: path.join(outdir, "h"), transcript, env };
  return { base: await synthesize(before), head: await synthesize(after) };
}

function pair(
  base: readonly SynthesizedStack[],
  head: readonly SynthesizedStack[],
): readonly Comparison[] {
  return head.map((stack) => {
    const { name } = stack;
    return { name, head: stack, base: base.find((candidate) => candidate.name === name) };
  });
}

async function differ(comparisons: readonly Comparison[]): Promise<boolean> {
  for (const { base, head } of comparisons) {
    if (base === undefined) return true;
    const files = [base, head].map(({ directory }) => path.join(directory, "cdk.tf.json"));
    const [before, after] = await Promise.all(files.map((file) => readFile(file, "utf8")));
    if (before !== after) return true;
  }
  return false;
}

async function planOne(
  terraform: TerraformBinary,
  compared: Comparison,
  change: Change,
  options: LocalReviewOptions,
  say: (what: string) => void,
): Promise<StackInput> {
  const { directory, transcript, signal, setUp } = options;
  const { name } = compared;
  const place = await readStackFile((compared.base ?? compared.head).directory);
  const { accountId = "123456789012", region } = place;
  say("start a local AWS for");
  // Of its own: an emulator that runs already holds what was put there.
  const env = { ...process.env, AWS_ENDPOINT_URL: "" };
  const starting = startLocalAws({ accountId, region, env });
  const aws = await unlessAborted(signal, starting, (late) => late.stop());
  try {
    const comparison = setUp
      ? await compareAgain(compared, change, options, await unlessAborted(signal, setUp(aws)))
      : compared;
    const { base, head } = comparison;
    const stack = base ?? head;
    const file = await readStackFile(stack.directory);
    const run = { terraform, stack, file, aws, directory, transcript, signal };
    const local = await unlessAborted(signal, LocalStack.prepare(run));
    if (base) {
      say("deploy the base of");
      await local.apply();
      // The state stays where it is; a local backend's file is named from this folder.
      await cp(head.directory, base.directory, { recursive: true });
      await writeProviderOverride(base.directory);
    }
    await local.init();
    say("plan the change of");
    const planFile = path.join(directory, `${name}.tfplan`);
    return await planStack({ ...stack, terraform: local.terraform, planFile });
  } catch (error) {
    aws.assertAlive();
    // What Terraform had deployed is gone with the local AWS.
    if (signal.aborted) throw nothingLeft(error);
    throw error;
  } finally {
    await aws.stop();
  }
}

/** The same stack, as the app makes it with what the set-up of its local AWS returned. */
async function compareAgain(
  { name }: Comparison,
  change: Change,
  options: LocalReviewOptions,
  env: Variables,
): Promise<Comparison> {
  const outdir = path.join(options.directory, "set-up", name);
  const { base, head } = await synthesizeBoth(change, outdir, options, env);
  // The name is there, or this throws.
  const [stack = { name, directory: outdir }] = chooseStacks(head, [name]);
  return { name, head: stack, base: base.find((candidate) => candidate.name === name) };
}

/** The revision that a change is compared with. */
interface BaseRevision {
  readonly commit: string;
  /** How it was found, as the review says it. */
  readonly description: string;
}

/**
 * The revision that `--base` names, else where this branch left the default branch, else the last commit.
 *
 * @throws UserError when there is none
 */
async function findBase(wanted: string | undefined): Promise<BaseRevision> {
  if (wanted !== undefined) {
    const commit = await commitOf(wanted);
    if (commit !== undefined) return { commit, description: wanted };
    throw new UserError(`There is no revision "${wanted}".`, "git knows no such commit.", [
      "name a branch, a tag or a commit: --base main",
      "in CI, fetch it first: git fetch origin main",
    ]);
  }
  for (const branch of ["origin/HEAD", "origin/main", "main"]) {
    const commit = await git(["merge-base", "HEAD", branch]).catch(() => undefined);
    if (commit !== undefined) return { commit, description: `${branch}, ${commit.slice(0, 8)}` };
  }
  const head = await commitOf("HEAD");
  if (head !== undefined) return { commit: head, description: `HEAD, ${head.slice(0, 8)}` };
  throw new UserError(
    "There is nothing to compare with.",
    "This folder is not in a git repository, or has no commit yet.",
    ["commit what is deployed today: git init && git add --all && git commit"],
  );
}

/** Writes the files of a revision below `folder`, next to nothing else; returns the folder of the app there. */
async function exportRevision(commit: string, folder: string): Promise<string> {
  await makeFolders(folder);
  const prefix = await git(["rev-parse", "--show-prefix"]);
  const top = await git(["rev-parse", "--show-toplevel"]);
  // An index of its own: the user's index and work tree stay as they are.
  const env = { GIT_INDEX_FILE: path.join(folder, ".index") };
  await git(["read-tree", commit], { cwd: top, env });
  await git(["checkout-index", "--all", `--prefix=${folder}${path.sep}`], { cwd: top, env });
  const app = path.join(folder, prefix);
  await symlink(path.resolve("node_modules"), path.join(app, "node_modules"));
  return app;
}

async function commitOf(revision: string): Promise<string | undefined> {
  const name = `${revision}^{commit}`;
  return git(["rev-parse", "--verify", "--quiet", "--end-of-options", name]).catch(() => undefined);
}

/** What git prints. @throws UserError when it fails */
async function git(
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: Variables } = {},
): Promise<string> {
  const { ok, stdout, stderr } = await runQuickly("git", args, {
    cwd,
    env: { ...withoutValues(process.env), ...env },
  });
  if (ok) return stdout.trim();
  const message = `The base of the change cannot be read: \`git ${args[0] ?? ""}\` failed.`;
  if (hadNoRoom({ output: stderr })) throw new NoRoomError(message);
  throw new UserError(message, stderr.trim() || "It does not say why.", [
    "correct what git names above, or name another base: --base main",
  ]);
}

import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { startLocalAws, writeProviderOverride } from "../../local-aws";
import { inParallel } from "../../parallel";
import { LocalStack, readStackFile, synthesize, type SynthesizedStack } from "../../run";
import { expectOk, findTerraform, type TerraformBinary } from "../../terraform";
import { UserError } from "../../user-error";
import type { StackInput } from "../plan";
import { exportRevision, findBase } from "./base-revision";
import { planStack } from "./plan-stack";
import { chooseStacks, stacksAtOnce, type ReviewRun } from "./review-run";

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
}

/** A stack before and after the change. */
interface Comparison {
  readonly name: string;
  /** @default - the stack is new */
  readonly base?: SynthesizedStack;
  readonly head: SynthesizedStack;
}

/** Deploys the base of a change to a local AWS, a new one for each stack, and plans the change there. */
export async function planLocally(options: LocalReviewOptions): Promise<readonly StackInput[]> {
  const { progress } = options;
  const terraform = await findTerraform();
  const comparisons = await progress.step("Synthesize the change and its base", () =>
    compare(options),
  );
  const names = comparisons.map(({ name }) => name).join(", ");
  return progress.step(`Deploy the base of ${names} locally, then plan the change`, (status) =>
    inParallel(stacksAtOnce(), comparisons, (comparison) =>
      planOne(terraform, comparison, options, (what) => {
        status.update(`${what} ${comparison.name}`);
      }),
    ),
  );
}

async function compare(options: LocalReviewOptions): Promise<readonly Comparison[]> {
  const { directory, transcript, app, progress, sample } = options;
  // It becomes part of a command line.
  if (sample !== undefined && !/^[\w./-]+$/.test(sample)) {
    throw new UserError("The sample cannot be run.", "Its folder has signs that a shell reads.", [
      "name a folder of letters, digits, dots and dashes",
    ]);
  }
  const revision = await findBase(options.base);
  const folder = await exportRevision(revision.commit, path.join(directory, "base"));
  const base = await synthesize({ app, folder, outdir: path.join(directory, "b"), transcript });
  const head = await synthesize({ app, outdir: path.join(directory, "h"), transcript });
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
    return changed;
  }
  progress.note(`  nothing differs from ${revision.description}: the sample change is shown`);
  const command = (file: string): string => `npx tsx --conditions source ${sample}/${file}.ts`;
  const outdirs = { before: path.join(directory, "sb"), after: path.join(directory, "sh") };
  return pair(
    await synthesize({ app: command("before"), outdir: outdirs.before, transcript }),
    await synthesize({ app: command("after"), outdir: outdirs.after, transcript }),
  );
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
  { name, base, head }: Comparison,
  { directory, transcript, signal }: LocalReviewOptions,
  say: (what: string) => void,
): Promise<StackInput> {
  const stack = base ?? head;
  const file = await readStackFile(stack.directory);
  const { accountId = "123456789012", region } = file;
  say("start a local AWS for");
  // Of its own: an emulator that runs already holds what was put there.
  const env = { ...process.env, AWS_ENDPOINT_URL: "" };
  const aws = await startLocalAws({ accountId, region, env });
  try {
    const options = { terraform, stack, file, aws, directory, transcript, signal };
    const local = await LocalStack.prepare(options);
    if (base) {
      say("deploy the base of");
      await local.deploy();
      // The state stays where it is; a local backend's file is named from this folder.
      await cp(head.directory, base.directory, { recursive: true });
      await writeProviderOverride(base.directory);
    }
    expectOk(await local.terraform.init());
    say("plan the change of");
    const planFile = path.join(directory, `${name}.tfplan`);
    return await planStack({ ...stack, terraform: local.terraform, planFile });
  } catch (error) {
    aws.assertAlive();
    throw error;
  } finally {
    await aws.stop();
  }
}

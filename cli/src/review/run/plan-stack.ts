import { PLAN_PLACEHOLDER } from "../../../../modules/facts";
import {
  expectOk,
  hadNoRoom,
  loggingIn,
  NoRoomError,
  type PlanResult,
  readStack,
  type TerraformRunner,
} from "../../terraform";
import {
  readAsItIs,
  readPlan,
  UnusablePlanError,
  type StackInput,
  type SynthesizedConfiguration,
} from "../plan";
import { valuesNeeded } from "../report";
import { libraryCommand } from "../../own-command";
import type { SynthesizedStack } from "../../run";
import { awaitedOutputs } from "./awaited-outputs";

/** A stack whose plan is to be made. */
interface StackToPlan {
  readonly name: string;
  /** The folder with its `cdk.tf.json`. */
  readonly directory: string;
  readonly terraform: Pick<TerraformRunner, "plan" | "showJson">;
  /** The stacks of its app, whose outputs it may read. @default - it reads none of them */
  readonly app?: readonly SynthesizedStack[];
  /** Where the plan is saved. It is never printed, and as secret as the state. */
  readonly planFile: string;
  /** @default true */
  readonly refresh?: boolean;
}

/**
 * Plans a stack without values; where the apply will write some, plans again with a placeholder for exactly those
 * variables, so that the saved plan can be applied with the real ones. One that only waits for outputs of others of its app
 * is what it is now.
 *
 * @throws UnusablePlanError when Terraform cannot plan it
 */
export async function planStack(stack: StackToPlan): Promise<StackInput> {
  const synthesized = await readStack(stack.directory);
  const first = await plan(stack, synthesized, {});
  const needed = valuesNeeded(first).map(({ variable }) => [variable, PLAN_PLACEHOLDER] as const);
  return needed.length === 0 ? first : plan(stack, synthesized, Object.fromEntries(needed));
}

async function plan(
  stack: StackToPlan,
  synthesized: SynthesizedConfiguration,
  variables: Readonly<Record<string, string>>,
): Promise<StackInput> {
  const { name, terraform, planFile, refresh } = stack;
  // Nothing is applied from here, and a reader may not be allowed to write a lock.
  const result = await terraform.plan({ out: planFile, lock: false, refresh, variables });
  const waiting = await waitingStack(stack, synthesized, result);
  if (waiting !== undefined) return waiting;
  expectPlanned(name, result);
  return {
    name,
    plan: readPlan(await showPlan(name, terraform, planFile), synthesized),
    synthesized,
    refreshed: refresh,
  };
}

/** A stack that cannot be planned before others are applied; nothing for any other, and where Terraform saved no half of its plan. */
async function waitingStack(
  { name, terraform, planFile, refresh, app = [] }: StackToPlan,
  synthesized: SynthesizedConfiguration,
  result: PlanResult,
): Promise<StackInput | undefined> {
  if (result.ok || result.aborted || hadNoRoom(result)) return undefined;
  const { diagnostics } = result;
  const awaits = await awaitedOutputs({ name, synthesized, diagnostics, app });
  if (awaits.length === 0) return undefined;
  const half = await showPlan(name, terraform, planFile).catch((error: unknown) => {
    if (error instanceof UnusablePlanError) return undefined;
    throw error;
  });
  const plan = readAsItIs(half, synthesized);
  return plan && { name, plan, synthesized, refreshed: refresh, awaits };
}

/**
 * Returns a plan that could be made.
 *
 * Providers quote values in their messages (`expected length of password …, got hunter2`), and without a plan it is
 * not known which words are values. So an error says where it is, and how its summary begins.
 *
 * @throws NoRoomError where a disk is full
 * @throws UnusablePlanError saying what failed and where, without any value
 */
export function expectPlanned(name: string, result: PlanResult): PlanResult {
  if (result.ok || result.aborted) return expectOk(result);
  if (hadNoRoom(result)) throw new NoRoomError(`The stack ${name} cannot be planned.`);
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const reasons = errors.map(({ address, summary, detail }) => {
    const [system] = SYSTEM.exec(detail) ?? [];
    const what = plainWords(summary) + (system === undefined ? "" : `: ${system}`);
    return address === undefined ? what : `${address}: ${what}`;
  });
  throw new UnusablePlanError(
    `The stack ${name} cannot be planned.`,
    reasons.length > 0 ? reasons.join("\n") : "Terraform does not say why.",
    loggingIn(result) ?? [
      `see the details in a private terminal: ${libraryCommand(`diff ${name}`)}`,
    ],
  );
}

/** What the system says of a file, such as the lock of a local state. */
const SYSTEM = /permission denied|read-only file system|too many open files|file name too long/;

/** Where messages begin to quote: at a sign, a digit, or the word before what was given. */
const QUOTES = /[^A-Za-z ,'-]|\b(got|value|was|is)\b/;

function plainWords(summary: string): string {
  const end = summary.search(QUOTES);
  if (end < 0) return summary;
  const words = summary.slice(0, end).trim();
  return words === "" ? "a message that may quote a value" : `${words} …`;
}

/**
 * A saved plan as JSON.
 *
 * @throws NoRoomError where a disk is full
 * @throws UnusablePlanError without anything that Terraform printed: half a plan holds values, too
 */
export async function showPlan(
  name: string,
  terraform: Pick<TerraformRunner, "showJson">,
  planFile: string,
): Promise<unknown> {
  try {
    return await terraform.showJson(planFile);
  } catch (error) {
    const message = `The plan of ${name} cannot be read.`;
    if (error instanceof NoRoomError) throw new NoRoomError(message);
    throw new UnusablePlanError(
      message,
      "`terraform show -json` failed; what it printed is left out because it may quote a plan.",
      ["make the plan again, with the Terraform and the provider that it is read with"],
    );
  }
}

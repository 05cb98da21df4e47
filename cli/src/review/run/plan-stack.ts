import { readFile } from "node:fs/promises";
import path from "node:path";
import { PLAN_PLACEHOLDER } from "../../../../modules/facts";
import type { TerraformRunner } from "../../terraform";
import { readPlan, type StackInput, type SynthesizedConfiguration } from "../plan";
import { valuesNeeded } from "../report";
import { expectPlanned } from "./not-planned";
import { showPlan } from "./show-plan";

/** A stack whose plan is to be made. */
export interface StackToPlan {
  readonly name: string;
  /** The folder with its `cdk.tf.json`. */
  readonly directory: string;
  readonly terraform: TerraformRunner;
  /** Where the plan is saved. It is never printed, and as secret as the state. */
  readonly planFile: string;
  /** @default true */
  readonly refresh?: boolean;
}

/**
 * Plans a stack without values; where the apply will write some, plans again with a placeholder for exactly those
 * variables, so that the saved plan can be applied with the real ones.
 *
 * @throws UnusablePlanError when Terraform cannot plan it
 */
export async function planStack(stack: StackToPlan): Promise<StackInput> {
  const text = await readFile(path.join(stack.directory, "cdk.tf.json"), "utf8");
  const synthesized = JSON.parse(text) as SynthesizedConfiguration;
  const first = await plan(stack, synthesized, {});
  const needed = valuesNeeded(first).map(({ variable }) => [variable, PLAN_PLACEHOLDER] as const);
  return needed.length === 0 ? first : plan(stack, synthesized, Object.fromEntries(needed));
}

async function plan(
  { name, terraform, planFile, refresh }: StackToPlan,
  synthesized: SynthesizedConfiguration,
  variables: Readonly<Record<string, string>>,
): Promise<StackInput> {
  // Nothing is applied from here, and a reader may not be allowed to write a lock.
  expectPlanned(name, await terraform.plan({ out: planFile, lock: false, refresh, variables }));
  return {
    name,
    plan: readPlan(await showPlan(name, terraform, planFile), synthesized),
    synthesized,
  };
}

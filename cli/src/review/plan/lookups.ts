import { findSecret } from "../../../../modules/facts";
import type { Plan, ResourceChange } from "./plan";

/** What is looked up in a plan again and again. */
interface Lookups {
  readonly changes: ReadonlyMap<string, ResourceChange>;
  readonly parameters: ReadonlySet<unknown>;
}

const known = new WeakMap<Plan, Lookups>();

/** The first entry of a plan's changes with an address. */
export function changeAt(plan: Plan, address: string): ResourceChange | undefined {
  return lookupsOf(plan).changes.get(address);
}

/**
 * Whether a text that stands for a parameter is its name, and no value that was put there by mistake: the plan has such a
 * parameter, or it is a path that does not look secret.
 */
export function isParameterName(text: string, plan?: Plan): boolean {
  if (plan !== undefined && lookupsOf(plan).parameters.has(text)) return true;
  return /^(\/[\w.-]+){2,}$/.test(text) && findSecret(text) === undefined;
}

function lookupsOf(plan: Plan): Lookups {
  const found = known.get(plan) ?? lookUp(plan);
  known.set(plan, found);
  return found;
}

function lookUp({ changes, priorState }: Plan): Lookups {
  const byAddress = new Map<string, ResourceChange>();
  const parameters = new Set<unknown>();
  for (const change of changes) {
    if (!byAddress.has(change.address)) byAddress.set(change.address, change);
    if (change.type !== "aws_ssm_parameter") continue;
    for (const values of [change.before, change.after]) parameters.add(values?.["name"]);
  }
  for (const { type, values } of priorState.resources) {
    if (type === "aws_ssm_parameter") parameters.add(values?.["name"]);
  }
  return { changes: byAddress, parameters };
}

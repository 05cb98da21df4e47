import { configuredResources } from "../plan/configuration";
import { canonicalJson } from "../plan/json";
import type { Plan, StackInput } from "../plan";
import { deferredBecause } from "./change-entries";

const MOST_NAMED = 5;

/** Why a later plan of a stack will differ from this one. @returns nothing when it will not */
export function provisionalBecause(
  { name, plan }: StackInput,
  inputs: readonly StackInput[],
): string | undefined {
  const deferred = plan.changes.filter((change) => change.deferred !== undefined);
  const reads = plan.changes.filter(({ mode, action }) => mode === "data" && action === "read");
  const others = inputs.filter((other) => other.name !== name && changes(other.plan));
  const read = others.map((other) => other.name).filter((other) => readsStateOf(plan, other));
  const reasons = [
    ...(deferred.length === 0
      ? []
      : [
          `${listed(deferred.map(({ label }) => label))} put off to another plan: ${[
            ...new Set(deferred.map((change) => deferredBecause(change.deferred ?? ""))),
          ].join("; ")}`,
        ]),
    ...(plan.complete || deferred.length > 0
      ? []
      : ["Terraform says that this plan is not complete (such as one with -target)"]),
    ...(reads.length === 0
      ? []
      : [`${listed(reads.map(({ label }) => label))} read only at apply`]),
    ...(read.length === 0 ? [] : [`reads the outputs of ${listed(read)}, which changes, too`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

function changes(plan: Plan): boolean {
  return plan.changes.some(({ mode, action }) => mode === "managed" && action !== "no-op");
}

/** Whether a stack reads the remote state of another, by the name that the other has in its configuration. */
function readsStateOf(plan: Plan, stack: string): boolean {
  const word = new RegExp(`(?<![A-Za-z0-9])${escaped(stack)}(?![A-Za-z0-9])`);
  return [...configuredResources(plan).values()]
    .filter(({ type }) => type === "terraform_remote_state")
    .some(({ address, expressions }) => word.test(`${address} ${canonicalJson(expressions)}`));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(", ");
  return names.length <= MOST_NAMED ? shown : `${shown} and ${names.length - MOST_NAMED} more`;
}

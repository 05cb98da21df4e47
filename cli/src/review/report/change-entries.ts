import { asPattern } from "../../text";
import type { ChangeEntry, StackReport } from "../model";
import {
  attributeNames,
  canonicalJson,
  changedAttributes,
  type Plan,
  type ResourceChange,
  type StackInput,
} from "../plan";

/** Terraform's reasons in words. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "was left half-made by an earlier apply",
  replace_by_request: "replaced on request",
  replace_by_triggers: "replaced with what triggers it",
  delete_because_no_resource_config: "no longer configured",
  delete_because_no_module: "its module is no longer configured",
  delete_because_wrong_repetition: "no longer repeated in this way",
  delete_because_count_index: "beyond `count`",
  delete_because_each_key: "no longer in `for_each`",
  delete_because_no_move_target: "moved to what is not configured",
  read_because_config_unknown: "depends on what only the apply tells",
  read_because_dependency_pending: "depends on what changes first",
};

const DEFERRED: Readonly<Record<string, string>> = {
  instance_count_unknown: "how many there will be is not known yet",
  resource_config_unknown: "its configuration is not known yet",
  provider_config_unknown: "the configuration of its provider is not known yet",
  deferred_prereq: "it depends on what is put off itself",
  absent_prereq: "what it needs is not there yet",
};

/** What changes, in the order of the plan; what stays as it is only if it is moved or imported. */
export function changeEntries(changes: readonly ResourceChange[]): readonly ChangeEntry[] {
  return changes
    .filter(
      ({ action, movedFrom, imported, deferred }) =>
        action !== "no-op" || movedFrom !== undefined || imported || deferred !== undefined,
    )
    .map((change) => ({
      label: change.label,
      type: change.type,
      action: change.action,
      notes: notesOf(change),
    }));
}

/** Why a change is put off, in words. */
function deferredBecause(reason: string): string {
  return DEFERRED[reason] ?? "Terraform does not say why in words known here";
}

function notesOf(change: ResourceChange): readonly string[] {
  const { action, reason = "", deferred, words = [] } = change;
  const known = words.filter((word) => /^[a-z-]{1,40}$/.test(word));
  return [
    ...(action === "replace" ? replacement(change) : []),
    ...(action === "update" ? [differing(change)] : []),
    ...(action === "unknown" ? [`Terraform's words: ${known.join(", ")}`] : []),
    ...(change.mode === "managed" ? [] : [`${change.mode} source, read at apply`]),
    ...(Object.hasOwn(REASONS, reason) ? [REASONS[reason] ?? ""] : []),
    ...(change.movedFrom === undefined ? [] : [`moved from ${change.movedFrom}`]),
    ...(change.imported ? ["imported"] : []),
    ...(change.deposed === undefined ? [] : ["deposed: left over from a replacement"]),
    ...(deferred === undefined ? [] : [`deferred: ${deferredBecause(deferred)}`]),
  ].filter((note) => note !== "");
}

const ORDER: Readonly<Record<string, string>> = {
  true: "the new one is made first",
  false: "the old one goes first",
};

function replacement(change: ResourceChange): readonly string[] {
  const because = attributeNames(change.replacedBy);
  // Task definitions never change: every difference is another revision, and the old one stays as long as it runs.
  if (change.type === "aws_ecs_task_definition") {
    return [because === "" ? "new revision" : `new revision: ${because}`];
  }
  return [
    because === "" ? "" : `because of ${because}`,
    change.renews === undefined ? "" : `in place of ${change.renews}`,
    ORDER[String(change.createsFirst)] ?? "the plan does not tell which of the two is first",
    change.leavesOld ? "the old one stays, unmanaged" : "",
  ];
}

function differing(change: ResourceChange): string {
  const changed = changedAttributes(change);
  return changed === "" ? "" : `changes ${changed}`;
}

type Counts = StackReport["counts"];

/** How many resources each action touches; what a later plan is left to do is not counted. */
export function countActions({ changes }: Plan): Counts {
  const now = changes.filter(({ mode, deferred }) => mode === "managed" && deferred === undefined);
  const count = (action: string): number => now.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    update: count("update"),
    replace: count("replace"),
    delete: count("delete"),
    forget: count("forget"),
    import: now.filter(({ imported }) => imported).length,
    move: now.filter(({ movedFrom }) => movedFrom !== undefined).length,
  };
}

const MOST_NAMED = 5;

/** Why a later plan of a stack will differ from this one. @returns nothing when it will not */
export function provisionalBecause(
  { name, plan, awaits = [] }: StackInput,
  inputs: readonly StackInput[],
): string | undefined {
  const deferred = plan.changes.filter((change) => change.deferred !== undefined);
  const reads = plan.changes.filter(({ mode, action }) => mode === "data" && action === "read");
  const others = inputs.filter((other) => other.name !== name && changes(other.plan));
  const read = others.map((other) => other.name).filter((other) => readsStateOf(plan, other));
  const reasons = [
    ...(awaits.length === 0
      ? []
      : [`not planned before ${listed(awaits.map(({ stack }) => stack))}, and shown as it is now`]),
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
    ...(plan.unmentioned.length === 0
      ? []
      : [`it says nothing of ${listed(plan.unmentioned)}, which the state holds`]),
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
  const word = new RegExp(`(?<![A-Za-z0-9])${asPattern(stack)}(?![A-Za-z0-9])`);
  return [...plan.configuration.resources.values()]
    .filter(({ type }) => type === "terraform_remote_state")
    .some(({ address, expressions }) => word.test(`${address} ${canonicalJson(expressions)}`));
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(", ");
  return names.length <= MOST_NAMED ? shown : `${shown} and ${names.length - MOST_NAMED} more`;
}

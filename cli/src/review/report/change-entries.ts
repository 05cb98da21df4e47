import type { ResourceChange } from "../plan";
import { attributeNames, changedAttributes } from "../findings/resources";
import type { ChangeEntry } from "./report";

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
export function deferredBecause(reason: string): string {
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

function replacement(change: ResourceChange): readonly string[] {
  const because = attributeNames(change.replacedBy);
  // Task definitions never change: every difference is another revision, and the old one stays as long as it runs.
  if (change.type === "aws_ecs_task_definition") {
    return [because === "" ? "new revision" : `new revision: ${because}`];
  }
  return [
    because === "" ? "" : `because of ${because}`,
    change.createsFirst ? "the new one is made first" : "the old one goes first",
    change.leavesOld ? "the old one stays, unmanaged" : "",
  ];
}

function differing(change: ResourceChange): string {
  const changed = changedAttributes(change);
  return changed === "" ? "" : `changes ${changed}`;
}

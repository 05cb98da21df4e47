import { own, ownPath, textIn } from "../../json";
import type { Plan, ResourceChange, SynthesizedConfiguration } from "./plan";

/**
 * The digest at the end of an address, before the index of an instance: the modules give one to what AWS cannot change in
 * place, so that its name and its address change together. It stands behind what cdktf ends an address with. A record of
 * what a service needs has one as its index.
 */
const DIGESTS =
  /(?<=_[0-9A-F]{8})_[0-9a-dfg]{8}(?=(?:_needs)?(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$)|(?<=^terraform_data\..*_needs)\["[0-9a-dfg]{8}"\]$/g;

/**
 * Changes as they are meant: a resource that is deleted, and one of its type and module that is created at an address equal
 * but for its digest, are a replacement. It has the old one's `before`, and the address and the `after` of the new one.
 * One of the two may have none, as what is protected from deletion.
 *
 * Two of either that could be meant are left apart, and so is what is moved, imported, deferred or left over: what a pair
 * means must not depend on a guess.
 */
export function withRenewals(
  changes: readonly ResourceChange[],
  synthesized: SynthesizedConfiguration | undefined,
): readonly ResourceChange[] {
  const alike = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const base = baseOf(change);
    if (base === undefined) continue;
    const list = alike.get(base);
    if (list) list.push(change);
    else alike.set(base, [change]);
  }
  const renewed = new Map<ResourceChange, ResourceChange>();
  const gone = new Set<ResourceChange>();
  for (const all of alike.values()) {
    const [old] = all.filter((change) => change.action === "delete" && isPlain(change));
    const [made] = all.filter((change) => change.action === "create" && isPlain(change));
    if (!old || !made || all.length > 2) continue;
    if ([old, made].every(({ address }) => withoutDigests(address) === address)) continue;
    renewed.set(made, renewal(old, made, synthesized));
    gone.add(old);
  }
  if (gone.size === 0) return changes;
  return changes
    .filter((change) => !gone.has(change))
    .map((change) => renewed.get(change) ?? change);
}

function withoutDigests(address: string): string {
  return address.replace(DIGESTS, "");
}

/** Type and address without the digest. @returns nothing for what no resource of the state or the code is */
function baseOf({ mode, type, address, deposed }: ResourceChange): string | undefined {
  if (mode !== "managed" || deposed !== undefined) return undefined;
  return `${type} ${withoutDigests(address)}`;
}

function isPlain({ deferred, imported, movedFrom }: ResourceChange): boolean {
  return deferred === undefined && !imported && movedFrom === undefined;
}

function renewal(
  old: ResourceChange,
  made: ResourceChange,
  synthesized: SynthesizedConfiguration | undefined,
): ResourceChange {
  return {
    ...made,
    action: "replace",
    renews: old.address,
    ...(isMadeFirst(made, synthesized) ? { createsFirst: true } : {}),
    before: old.before,
    beforeSensitive: old.beforeSensitive,
  };
}

/** A plan does not say it of two addresses; what was synthesized does. */
function isMadeFirst(
  { address, type, name }: ResourceChange,
  synthesized: SynthesizedConfiguration | undefined,
): boolean {
  // Resources of a module can have the name of one of the stack.
  if (!address.startsWith(`${type}.`)) return false;
  const lifecycle = ownPath(synthesized, "resource", type, name, "lifecycle");
  return own(lifecycle, "create_before_destroy") === true;
}

/** The two halves of a change that is a pair of addresses, each as Terraform has it; else the change itself. */
export function halvesOf(change: ResourceChange): readonly ResourceChange[] {
  const { renews, createsFirst, ...made } = change;
  void createsFirst;
  const address = textIn(renews);
  if (address === undefined) return [change];
  return [
    { ...made, address, action: "delete", after: undefined, afterUnknown: {}, afterSensitive: {} },
    { ...made, action: "create", before: undefined, beforeSensitive: {} },
  ];
}

/** What the modules have wait for everything that moves, and what they make anew when other things are to be made. */
export const MADE_LAST = "terraform_data.replacements-made";
export const BEGUN = "terraform_data.replacements-begun";

/** Whether the last apply with the modules made anew what is made first, and did not come to what is made last. */
export function isUnfinished({ changes }: Plan): boolean {
  const made = changes.find(({ address }) => address === MADE_LAST);
  const begun = changes.filter(({ address }) => address === BEGUN);
  if (begun.some(({ deposed }) => deposed !== undefined)) return true;
  const id = textIn(own(begun[0]?.before, "id"));
  return id !== undefined && id !== textIn(ownPath(made?.before, "input", "begun"));
}

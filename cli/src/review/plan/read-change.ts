import { readAction } from "./action";
import { isObject, listIn, own, textIn } from "./json";
import { labelOf } from "./labels";
import type { ResourceChange, SynthesizedConfiguration, Values } from "./plan";

const MODES = ["managed", "data", "ephemeral"] as const;

/**
 * Reads one entry of a plan's list of changes.
 *
 * @throws Error with the reason, without any value, when an entry cannot be what Terraform writes
 */
export function readChange(
  entry: unknown,
  synthesized: SynthesizedConfiguration | undefined,
): ResourceChange {
  const address = textIn(own(entry, "address")) ?? "";
  if (address === "") throw new Error("it has no address");
  const type = textIn(own(entry, "type"));
  const name = textIn(own(entry, "name"));
  if (type === undefined || name === undefined) throw new Error(`${address} has no type and name`);
  const change = own(entry, "change");
  if (!isObject(change)) throw new Error(`${address} does not say what changes`);
  // A kind of resource that is not known yet is shown like any other.
  const mode = MODES.find((known) => known === own(entry, "mode")) ?? "managed";
  const previous = textIn(own(entry, "previous_address"));
  const deposed = textIn(own(entry, "deposed"));
  const reason = textIn(own(entry, "action_reason"));
  return {
    address,
    label: labelOf({ address, mode, type, name }, synthesized),
    mode,
    type,
    name,
    provider: textIn(own(entry, "provider_name")) ?? "",
    ...readAction(wordsOf(change["actions"], address)),
    ...(reason === undefined ? {} : { reason }),
    replacedBy: listIn(change["replace_paths"]).map((path) => listIn(path).join(".")),
    ...(previous === undefined || previous === address ? {} : { movedFrom: previous }),
    imported: isObject(change["importing"]),
    ...(deposed === undefined ? {} : { deposed }),
    before: valuesOf(change["before"], `${address} before the change`),
    after: valuesOf(change["after"], `${address} after the change`),
    afterUnknown: change["after_unknown"],
    beforeSensitive: change["before_sensitive"],
    afterSensitive: change["after_sensitive"],
  };
}

function wordsOf(actions: unknown, address: string): readonly string[] {
  const words = listIn(actions).filter((word) => typeof word === "string");
  if (words.length > 0 && words.length === listIn(actions).length) return words;
  throw new Error(`${address} has no list of actions`);
}

function valuesOf(values: unknown, what: string): Values | undefined {
  if (values === undefined || values === null) return undefined;
  if (isObject(values)) return values;
  throw new Error(`${what} is no object`);
}

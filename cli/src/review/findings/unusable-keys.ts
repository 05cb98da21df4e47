import {
  goesWithKey,
  goesWithWhole,
  isKey,
  isMarked,
  mayChange,
  textIn,
  type Plan,
  type ResourceChange,
} from "../plan";
import { settings, type Observation } from "./finding-rule";

/** Keys that stay and can be used no longer, by themselves, by what holds their material, or by the name they are found by. */
export function unusableKeys(plan: Plan): readonly Observation[] {
  return plan.changes.flatMap((change): readonly Observation[] => {
    if (change.mode !== "managed" || change.deposed !== undefined) return [];
    if (isKey(change)) return [...disabled(change), ...expiring(change)];
    if (change.type === "aws_kms_alias") return aliasThatGoes(change, plan);
    return holderThatGoes(change, plan);
  });
}

/** `is_enabled` of keys whose material AWS makes, `enabled` of the others. */
const SWITCHES = ["is_enabled", "enabled"];

function disabled(change: ResourceChange): readonly Observation[] {
  const { action, before, after, afterUnknown } = change;
  if (action !== "update") return [];
  return SWITCHES.flatMap((name): readonly Observation[] => {
    const isUnknown = isMarked(afterUnknown, name);
    if (before?.[name] !== true || (!isUnknown && after?.[name] !== false)) return [];
    return [
      {
        subject: change.label,
        text: `The key is disabled${isUnknown ? ", if the apply finds it so" : ""}: nothing that it encrypts can be read until it is enabled again.`,
        ...settings(change, name),
        remedy: "Leave it enabled while anything that it encrypts may still be read.",
      },
    ];
  });
}

/** Key material that was imported can have an end, after which AWS deletes it. */
function expiring(change: ResourceChange): readonly Observation[] {
  const { action, before, after, afterUnknown } = change;
  if (action !== "update" && action !== "create") return [];
  const isUnknown = isMarked(afterUnknown, "valid_to");
  const end = textIn(after?.["valid_to"]) ?? "";
  // Of a new key it is also unknown where none is configured.
  if (action === "create" && end === "") return [];
  if (!isUnknown && (end === "" || !isSooner(textIn(before?.["valid_to"]), end))) return [];
  const day = isUnknown || Number.isNaN(Date.parse(end)) ? "" : ` on ${end.slice(0, 10)}`;
  return [
    {
      subject: change.label,
      text: `The material of the key expires${day}: after that nothing that it encrypts can be read until the same material is imported again.`,
      remedy: "Leave `valid_to` out, or keep the material where it can be imported from again.",
      ...(action === "create" ? { severity: "medium" } : {}),
    },
  ];
}

function isSooner(before = "", end: string): boolean {
  return before === "" || !(Date.parse(end) >= Date.parse(before));
}

/** What names a key by its alias would use another key, or none. */
function aliasThatGoes(change: ResourceChange, plan: Plan): readonly Observation[] {
  const { action, before, after, afterUnknown, leavesOld } = change;
  const old = textIn(before?.["target_key_id"]);
  if (old === undefined || leavesOld || goesWithKey(plan, old)) return [];
  const subject = change.label;
  const isOther =
    isMarked(afterUnknown, "target_key_id") || !isSameKey(old, textIn(after?.["target_key_id"]));
  if (["update", "replace"].includes(action) && isOther) {
    return [
      {
        subject,
        text: "The alias is for another key from now on: what names the key by it is encrypted with that one, and policies that name the alias are about that one.",
        ...settings(change, "target_key_arn"),
        remedy: "Leave the alias with its key, and give the other key an alias of its own.",
      },
    ];
  }
  if (action !== "delete" && action !== "replace") return [];
  const isRenamed =
    action === "replace" ||
    plan.changes.some(
      (other) =>
        other.type === "aws_kms_alias" &&
        other.action === "create" &&
        isSameKey(old, textIn(other.after?.["target_key_id"])),
    );
  return [
    isRenamed
      ? {
          subject,
          text: "The alias goes, and its key has another one: what names the key by the old one finds it no longer.",
          remedy: "Make sure that nothing names the key by the old alias, policies included.",
          severity: "medium",
        }
      : {
          subject,
          text: "The alias is deleted: what names the key by it can neither encrypt nor find it, and policies that name the alias have no effect any more.",
          remedy: "Keep the alias while anything names the key by it.",
        },
  ];
}

/** A key is named by its id or its ARN. */
function isSameKey(one: string, other: string | undefined): boolean {
  const [a, b] = [one, other].map((name) => name?.replace(/^.*:key\//, ""));
  return a === b;
}

/** What holds the material of keys outside of KMS, and the attributes that say where. */
const HOLDERS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "aws_kms_custom_key_store",
    [
      "cloud_hsm_cluster_id",
      "custom_key_store_type",
      "xks_proxy_connectivity",
      "xks_proxy_uri_endpoint",
      "xks_proxy_uri_path",
      "xks_proxy_vpc_endpoint_service_name",
    ],
  ],
  ["aws_cloudhsm_v2_cluster", []],
  ["aws_cloudhsm_v2_hsm", []],
]);

function holderThatGoes(change: ResourceChange, plan: Plan): readonly Observation[] {
  const { type, action, leavesOld } = change;
  const places = HOLDERS.get(type);
  if (places === undefined || leavesOld) return [];
  const isStore = type === "aws_kms_custom_key_store";
  const what = isStore ? "The custom key store" : "The CloudHSM cluster";
  const moved = places.filter((name) => mayChange(change, name));
  if (action === "update" && moved.length > 0) {
    return [
      {
        subject: change.label,
        text: `${what} is somewhere else from now on (${moved.join(", ")}): a key whose material is not there cannot be used any more.`,
        remedy: "Make sure that the material of every key is there before.",
      },
    ];
  }
  if (action !== "delete" && action !== "replace") return [];
  if (type === "aws_cloudhsm_v2_hsm" && hasOthers(change, plan)) return [];
  return [
    {
      subject: change.label,
      text: `${type === "aws_cloudhsm_v2_hsm" ? "The last HSM of the cluster" : what} is ${action === "delete" ? "deleted" : "replaced"}: nothing can be read that a key in it encrypts.`,
      remedy: isStore
        ? "Encrypt what is left with another key first; AWS refuses to delete a store that holds keys."
        : "Encrypt what is left with another key first, or keep a backup of the cluster.",
    },
  ];
}

/** Whether the cluster of an HSM goes, which says it, or has another HSM. */
function hasOthers(change: ResourceChange, plan: Plan): boolean {
  const cluster = textIn(change.before?.["cluster_id"]);
  if (goesWithWhole(plan, cluster, "aws_cloudhsm_v2_cluster")) return true;
  return plan.changes.some(
    (other) =>
      other !== change &&
      other.type === change.type &&
      other.action !== "delete" &&
      textIn(other.before?.["cluster_id"]) === cluster,
  );
}

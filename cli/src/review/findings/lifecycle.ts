import { attributeNames, isKey, isSecret, type ResourceChange, secretName, textIn } from "../plan";
import { deletedObjects } from "./deleted-objects";
import { deletedVersions } from "./deleted-versions";
import { settings, type Changed, type FindingRule } from "./finding-rule";
import { protectedParameters } from "./protected-parameters";
import { unusableKeys } from "./unusable-keys";

export const secretReplaced: FindingRule = {
  id: "SECRET-REPLACED",
  severity: "high",
  title: "A secret or parameter is replaced, and what it holds does not move to the new one",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => isSecret(change) && change.action === "replace")
      .map((change) => ({
        subject: change.label,
        text: `${describe(change)}: its value and its versions do not move to the new one.${whileItIsGone(change)}`,
        ...names(change),
        remedy: `If only its address changed, add a \`moved\` block; if it must be replaced, ${change.createsFirst ? "" : "give the new one another name, with `create_before_destroy`, and "}write its value again in the same apply.`,
      })),
};

function describe(change: ResourceChange): string {
  const [old, now] = [secretName(change, "before"), secretName(change, "after")];
  const kind = change.type === "aws_ssm_parameter" ? "parameter" : "secret";
  return `${old === now ? old : `The ${kind}`} is replaced${because(change)}`;
}

export function because({ replacedBy }: ResourceChange): string {
  const attributes = attributeNames(replacedBy);
  return attributes === "" ? "" : ` because of ${attributes}`;
}

/** What the order means that Terraform has by default. */
function whileItIsGone(change: ResourceChange): string {
  if (change.createsFirst || change.leavesOld) return "";
  const { type, before } = change;
  const isTold = change.createsFirst !== undefined;
  const days = before?.["recovery_window_in_days"];
  const isSameName = secretName(change, "before") === secretName(change, "after");
  const refused =
    type === "aws_secretsmanager_secret" && isSameName && typeof days === "number" && days > 0
      ? `, and for ${days} days AWS refuses a new secret of its name (\`aws secretsmanager restore-secret\` takes the deletion back)`
      : "";
  const goes = isTold
    ? "It is deleted before the new one is made"
    : "The plan does not tell whether it is deleted before the new one is made";
  return ` ${goes}: a task that starts meanwhile ${isTold ? "cannot" : "might not"} read it${refused}.`;
}

/** What goes and what comes in its place. */
function names(change: ResourceChange): {
  readonly removed?: readonly string[];
  readonly added?: readonly string[];
} {
  const [old, now] = [secretName(change, "before"), secretName(change, "after")];
  return old === now ? {} : { removed: [old], added: [now] };
}

export const secretDestroyed: FindingRule = {
  id: "SECRET-DESTROYED",
  severity: "high",
  title:
    "A secret or parameter is deleted with its value, or a version loses its label; medium where AWS keeps the value",
  find: ({ input, all }) => [
    ...input.plan.changes
      .filter((change) => isSecret(change) && change.action === "delete")
      .map((change) => ({
        subject: change.label,
        text: `${secretName(change)} is deleted, ${recovery(change)}.`,
        removed: [secretName(change, "before")],
        remedy:
          "Make sure that nothing reads it any more; to keep it, restore its resource or let Terraform forget it with a `removed` block.",
      })),
    ...protectedParameters(input.plan, all),
    ...deletedVersions(input.plan),
  ],
};

function recovery({ type, before }: ResourceChange): string {
  const days = before?.["recovery_window_in_days"];
  if (type === "aws_ssm_parameter" || days === 0) return "at once and for good";
  return typeof days === "number" ? `and can be restored for ${days} days` : "with its value";
}

export const keyDestroyed: FindingRule = {
  id: "KEY-DESTROYED",
  severity: "high",
  title:
    "A KMS key is deleted, replaced or disabled, its material expires, or what holds or names it goes; medium where its alias gets another name",
  find: ({ input }) => [
    ...input.plan.changes
      .filter((change) => isKey(change) && ["delete", "replace"].includes(change.action))
      .map((change) => {
        const days = change.before?.["deletion_window_in_days"];
        const window = typeof days === "number" ? `${days} days` : "its deletion window";
        return {
          subject: change.label,
          text: `The key is ${change.action === "delete" ? "deleted" : "replaced"}: from then on nothing that it encrypts can be read, backups included, and after ${window} never again.`,
          ...settings(change, "arn"),
          remedy:
            "Encrypt what is left with another key first; within the window `aws kms cancel-key-deletion` takes it back.",
        };
      }),
    ...unusableKeys(input.plan),
  ],
};

export const forgotten: FindingRule = {
  id: "FORGOTTEN",
  severity: "low",
  title: "Terraform forgets a resource, which stays as it is and is no longer managed",
  find: ({ input }) =>
    input.plan.changes
      .filter(({ action, leavesOld }) => action === "forget" || leavesOld)
      .map((change) => ({
        subject: change.label,
        text: `Terraform forgets this ${change.type}${change.leavesOld ? " and makes another one" : ""}: it stays where it is, with everything that may read or use it.`,
        remedy: "Name who looks after it from now on, or delete it.",
        ...(isSecret(change) || isKey(change) ? { severity: "medium" } : {}),
      })),
};

export const imported: FindingRule = {
  id: "IMPORTED",
  severity: "low",
  title: "A resource that exists already is imported",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => change.imported)
      .map(({ label, type, action }) => ({
        subject: label,
        text: `This ${type} exists already and is imported${action === "no-op" ? "" : "; the apply then changes it"}.`,
        remedy: "Make sure that no other configuration manages it.",
      })),
};

/** A bucket goes, which may hold environment files and secret files. */
export const bucketDestroyed: FindingRule = {
  id: "BUCKET-DESTROYED",
  severity: "high",
  title:
    "A bucket or an object is deleted or replaced, or S3 is told to delete or archive objects; medium for superseded versions",
  find: ({ input }) => [
    ...input.plan.changes
      .filter(({ mode, type, action }) => {
        const isBucket = mode === "managed" && /^aws_s3_(directory_)?bucket$/.test(type);
        return isBucket && (action === "delete" || action === "replace");
      })
      .map(({ label, action, before }) => ({
        subject: label,
        text: `The bucket is ${action === "delete" ? "deleted" : "replaced"}${before?.["force_destroy"] === true ? ", with every object and version in it" : "; AWS refuses that while it holds objects"}.`,
        ...nameOf(before?.["bucket"]),
        remedy:
          "Make sure that no task reads from it any more; to keep it, restore its resource or let Terraform forget it with a `removed` block.",
      })),
    ...deletedObjects(input.plan),
  ],
};

/** What is lost, if that can be the name of a bucket. */
function nameOf(bucket: unknown): Changed {
  const name = textIn(bucket) ?? "";
  return /^[a-z0-9.-]{3,63}$/.test(name) ? { removed: [`bucket ${name}`] } : {};
}

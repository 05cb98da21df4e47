import { parsePolicy, type PolicyDocument } from "../../policy";
import { isMarked, textIn, type ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";

/** A bucket goes, which may hold environment files and secret files. */
export const bucketDestroyed: FindingRule = {
  id: "BUCKET-DESTROYED",
  severity: "high",
  title: "A bucket is deleted or replaced",
  find: ({ input }) =>
    input.plan.changes
      .filter(({ mode, type, action }) => {
        const isBucket = mode === "managed" && type === "aws_s3_bucket";
        return isBucket && (action === "delete" || action === "replace");
      })
      .map(({ label, action, before }) => ({
        subject: label,
        text: `The bucket is ${action === "delete" ? "deleted" : "replaced"}${before?.["force_destroy"] === true ? ", with every object and version in it" : "; AWS refuses that while it holds objects"}.`,
        remedy:
          "Make sure that no task reads from it any more; to keep it, restore its resource or let Terraform forget it with a `removed` block.",
      })),
};

const POLICIES = /^aws_iam_((role|user|group)_)?policy$/;
const DELETIONS = /:(Delete|ScheduleKeyDeletion|DisableKey)/;

/** A principal that was denied the deletion of something is denied it no longer. */
export const deletionAllowed: FindingRule = {
  id: "DELETION-ALLOWED",
  severity: "high",
  title: "A policy no longer denies to delete something",
  find: ({ input }) =>
    input.plan.changes
      .filter(({ mode, type }) => mode === "managed" && POLICIES.test(type))
      .flatMap((change) => {
        const lost = noLongerDenied(change);
        if (lost.length === 0) return [];
        return [
          {
            subject: change.label,
            text: "It no longer denies to delete what it protected.",
            remedy: "Keep what it denies, unless what it protects is meant to go.",
            removed: lost,
          },
        ];
      }),
};

function noLongerDenied({
  action,
  before,
  after,
  afterUnknown,
}: ResourceChange): readonly string[] {
  if (action === "no-op" || action === "forget") return [];
  if (action !== "delete" && isMarked(afterUnknown, "policy")) return [];
  const still = new Set(action === "delete" ? [] : deniedDeletions(after?.["policy"]));
  return deniedDeletions(before?.["policy"]).filter((denied) => !still.has(denied));
}

function deniedDeletions(policy: unknown): readonly string[] {
  const text = textIn(policy);
  const document = text === undefined ? undefined : parsed(text);
  const denials = (document?.statements ?? []).filter(({ effect }) => effect === "Deny");
  return denials.flatMap(({ action, resource }) => {
    if (action.negated || resource === undefined || resource.negated) return [];
    const deletions = action.values.filter((pattern) => DELETIONS.test(pattern));
    return deletions.flatMap((one) => resource.values.map((arn) => `${one} ${arn}`));
  });
}

/** Nothing where it is no policy: other findings say so. */
function parsed(text: string): PolicyDocument | undefined {
  try {
    return parsePolicy(text);
  } catch {
    return undefined;
  }
}

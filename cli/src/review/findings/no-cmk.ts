import { configurationOf } from "../plan/configuration";
import { isMarked } from "../plan/marks";
import type { Plan, ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";
import { isSecret, isWritten, secretName } from "./resources";

/** A secret under the key that AWS manages, which every principal of the account may use. */
export const noCmk: FindingRule = {
  id: "NO-CMK",
  severity: "medium",
  title: "A secret or parameter is encrypted with a key that AWS manages",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => isSecret(change) && isWritten(change) && losesKey(change, input.plan))
      .map((change) => ({
        subject: change.label,
        text: `${secretName(change)} is encrypted with the key that AWS manages: no policy of yours says who may decrypt it.`,
        remedy: `Give it a customer managed key (${attributeOf(change)}).`,
      })),
};

function losesKey(change: ResourceChange, plan: Plan): boolean {
  const attribute = attributeOf(change);
  if (change.action === "update" && isManagedByAws(change.before?.[attribute])) return false;
  if (!isMarked(change.afterUnknown, attribute)) return isManagedByAws(change.after?.[attribute]);
  // Unknown is a new key as well as one that AWS picks, unless the configuration names one.
  const configured = configurationOf(plan, change);
  return configured !== undefined && !(attribute in configured.expressions);
}

function isManagedByAws(key: unknown): boolean {
  if (typeof key !== "string") return true;
  return key === "" || /(^|:)alias\/aws\//.test(key);
}

function attributeOf({ type }: ResourceChange): "key_id" | "kms_key_id" {
  return type === "aws_ssm_parameter" ? "key_id" : "kms_key_id";
}

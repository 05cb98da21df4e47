import type { ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";
import { isWritten } from "./resources";

/** A key that is never exchanged, or a rotation that ends. */
export const noRotation: FindingRule = {
  id: "NO-ROTATION",
  severity: "medium",
  title: "A KMS key is not rotated, or the rotation of a secret ends",
  find: ({ input }) =>
    input.plan.changes.flatMap((change) => {
      const text = whatEnds(change);
      if (text === undefined) return [];
      const remedy =
        change.type === "aws_kms_key"
          ? "Set `enable_key_rotation`: what is encrypted stays readable."
          : "Say how the value changes from now on, or keep the rotation.";
      return [{ subject: change.label, text, remedy }];
    }),
};

function whatEnds(change: ResourceChange): string | undefined {
  const { type, action, before, after } = change;
  if (type === "aws_secretsmanager_secret_rotation" && action === "delete") {
    return "The rotation of this secret ends: its value stays the same from now on.";
  }
  if (type !== "aws_kms_key" || !isWritten(change) || !isRotatable(after)) return undefined;
  if (after?.["enable_key_rotation"] === true) return undefined;
  if (action !== "update") return "This key is not rotated.";
  return before?.["enable_key_rotation"] === true ? "This key is no longer rotated." : undefined;
}

/** AWS rotates symmetric keys only. */
function isRotatable(values: ResourceChange["after"]): boolean {
  return (values?.["customer_master_key_spec"] ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT";
}

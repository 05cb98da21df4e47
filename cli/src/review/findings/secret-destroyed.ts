import type { ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";
import { isSecret, secretName } from "./resources";

/** A secret goes, with the value that it holds. */
export const secretDestroyed: FindingRule = {
  id: "SECRET-DESTROYED",
  severity: "high",
  title: "A secret or parameter is deleted with its value",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => isSecret(change) && change.action === "delete")
      .map((change) => ({
        subject: change.label,
        text: `${secretName(change)} is deleted, ${recovery(change)}.`,
        remedy:
          "Make sure that nothing reads it any more; to keep it, restore its resource or let Terraform forget it with a `removed` block.",
      })),
};

function recovery({ type, before }: ResourceChange): string {
  const days = before?.["recovery_window_in_days"];
  if (type === "aws_ssm_parameter" || days === 0) return "at once and for good";
  return typeof days === "number" ? `and can be restored for ${days} days` : "with its value";
}

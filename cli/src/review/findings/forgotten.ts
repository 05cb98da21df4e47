import type { FindingRule } from "./finding-rule";
import { isKey, isSecret } from "./resources";

/** Terraform lets go of something that stays in AWS. */
export const forgotten: FindingRule = {
  id: "FORGOTTEN",
  severity: "low",
  title: "Terraform forgets a resource, which stays as it is and is managed by nobody",
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

import type { FindingRule } from "./finding-rule";
import { isKey } from "./resources";

/** A key goes, and with it everything that it encrypts. */
export const keyDestroyed: FindingRule = {
  id: "KEY-DESTROYED",
  severity: "high",
  title: "A KMS key is deleted or replaced, and what it encrypts cannot be read any more",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => isKey(change) && ["delete", "replace"].includes(change.action))
      .map((change) => {
        const days = change.before?.["deletion_window_in_days"];
        const window = typeof days === "number" ? `${days} days` : "its deletion window";
        return {
          subject: change.label,
          text: `The key is ${change.action === "delete" ? "deleted" : "replaced"}: after ${window} nothing that it encrypts can be read, backups included.`,
          remedy:
            "Encrypt what is left with another key first; within the window `aws kms cancel-key-deletion` takes it back.",
        };
      }),
};

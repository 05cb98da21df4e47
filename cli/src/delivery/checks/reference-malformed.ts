import type { Check } from "../check";
import type { TaskReference } from "../task-reference";
import { isParameterOfOtherAccount } from "../value-from";

/** Whether the agent understands the reference. */
export const referenceMalformed: Check<TaskReference> = {
  id: "reference-malformed",
  what: "A `valueFrom` is a full ARN, or a parameter's name, with selectors as the ECS agent reads them.",
  why: "The agent refuses it and stops the task.",
  run: async ({ mention, reference, location }) => {
    const { valueFrom, way } = mention;
    if (typeof mention.reference === "string") {
      if (isParameterOfOtherAccount(valueFrom, location)) return [];
      const next = "correct the reference: docs/troubleshooting.md shows every form";
      return [{ state: "problem", finding: mention.reference, next }];
    }
    if (
      way.readsWhole &&
      reference?.store === "secretsmanager" &&
      reference.jsonKey !== undefined
    ) {
      const finding = `a ${way.name} holds a whole secret, never one key of its JSON`;
      return [{ state: "problem", finding, next: "name the secret without a JSON key" }];
    }
    return [];
  },
};

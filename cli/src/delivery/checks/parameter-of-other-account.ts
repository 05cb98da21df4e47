import type { Check } from "../check";
import type { TaskReference } from "../task-reference";
import { isParameterOfOtherAccount } from "../value-from";

/** Whether a parameter is in the task's own account. */
export const parameterOfOtherAccount: Check<TaskReference> = {
  id: "parameter-of-other-account",
  what: "A parameter is in the account of the task.",
  why: "ECS refuses parameters of other accounts when the task starts.",
  run: async ({ mention, location }) => {
    const { valueFrom, reference } = mention;
    if (typeof reference !== "string" || !isParameterOfOtherAccount(valueFrom, location)) return [];
    const next =
      "copy the parameter into this account, or share a Secrets Manager secret instead of it";
    return [{ state: "problem", finding: reference, next }];
  },
};

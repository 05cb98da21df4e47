import type { Check } from "../check";
import type { TaskReference } from "../task-reference";

/** Whether a parameter is encrypted. */
export const parameterPlainText: Check<TaskReference> = {
  id: "parameter-plain-text",
  what: "A parameter that is delivered as a secret is a SecureString.",
  why: "Everybody who may read parameters reads it, without a key.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.plainText !== true) return [];
    const finding = `${secret.value.title} is no SecureString`;
    return [
      { state: "problem", finding, next: "write it again as a SecureString, with a new value" },
    ];
  },
};

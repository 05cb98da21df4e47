import type { Check } from "../check";
import { unreadable } from "../unreadable";
import type { TaskReference } from "../task-reference";

/** Whether the key is there. */
export const keyMissing: Check<TaskReference> = {
  id: "key-missing",
  what: "The KMS key that the secret is encrypted with exists.",
  why: "Without it nobody can ever read the value again.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found") return [];
    const { key } = secret.value;
    if (key.state === "found") return [];
    if (key.state === "unknown") return [unreadable("the key cannot be read", key)];
    return [{ state: "problem", finding: key.why, next: "write the value again with another key" }];
  },
};

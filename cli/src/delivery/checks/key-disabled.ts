import type { Check } from "../check";
import { shellWord } from "../shell-word";
import type { TaskReference } from "../task-reference";

/** Whether the key is enabled. */
export const keyDisabled: Check<TaskReference> = {
  id: "key-disabled",
  what: "The KMS key that the secret is encrypted with is enabled.",
  why: "KMS decrypts with no other key.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.key.state !== "found") return [];
    const { value: key } = secret.value.key;
    if (key === undefined || key.state === "Enabled" || key.state === "PendingDeletion") return [];
    const state = key.state === "Disabled" ? "disabled" : `in the state ${key.state}`;
    const region = key.arn.split(":")[3] ?? "";
    const next = `aws kms enable-key --region ${shellWord(region)} --key-id ${shellWord(key.arn)}`;
    return [{ state: "problem", finding: `the key ${key.arn} is ${state}`, next }];
  },
};

import type { Check } from "../check";
import { shellWord } from "../shell-word";
import type { TaskReference } from "../task-reference";

/** Whether the key is about to go. */
export const keyPendingDeletion: Check<TaskReference> = {
  id: "key-pending-deletion",
  what: "The KMS key that the secret is encrypted with is not scheduled for deletion.",
  why: "It decrypts nothing now, and once it is gone nobody can ever read the value again.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.key.state !== "found") return [];
    const { value: key } = secret.value.key;
    if (key?.state !== "PendingDeletion") return [];
    const of = `--region ${shellWord(key.arn.split(":")[3] ?? "")} --key-id ${shellWord(key.arn)}`;
    const finding = `the key ${key.arn} is scheduled for deletion`;
    const next = `aws kms cancel-key-deletion ${of} && aws kms enable-key ${of}`;
    return [{ state: "problem", finding, next }];
  },
};

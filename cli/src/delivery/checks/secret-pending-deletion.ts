import type { Check } from "../check";
import { shellWord } from "../shell-word";
import type { TaskReference } from "../task-reference";

/** Whether the secret is about to go. */
export const secretPendingDeletion: Check<TaskReference> = {
  id: "secret-pending-deletion",
  what: "The secret is not scheduled for deletion.",
  why: "Secrets Manager gives its value to nobody any more.",
  run: async (subject) => {
    const { reference } = subject;
    const secret = await subject.secret();
    if (!reference || secret?.state !== "found" || secret.value.deleted !== true) return [];
    const finding = `${secret.value.title} is scheduled for deletion`;
    const next = `aws secretsmanager restore-secret --region ${shellWord(reference.region)} --secret-id ${shellWord(reference.arn)}`;
    return [{ state: "problem", finding, next }];
  },
};

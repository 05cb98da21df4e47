import type { Check } from "../check";
import { shellWord } from "../shell-word";
import type { TaskReference } from "../task-reference";

/** Whether the version that is wanted is there. */
export const versionMissing: Check<TaskReference> = {
  id: "version-missing",
  what: "The secret has a version labelled AWSCURRENT, or the one that the reference names.",
  why: "The agent finds no value: nobody has written one yet, or the label or version is gone.",
  run: async (subject) => {
    const { reference } = subject;
    const secret = await subject.secret();
    if (!reference || secret?.state !== "found" || secret.value.deleted) return [];
    const { missingVersion, title } = secret.value;
    if (missingVersion === undefined) return [];
    const of = `--region ${shellWord(reference.region)} --secret-id ${shellWord(reference.arn)}`;
    return [
      {
        state: "problem",
        finding: `${title} has no version ${missingVersion}`,
        next: `aws secretsmanager list-secret-version-ids --include-deprecated ${of}, then write its value`,
      },
    ];
  },
};

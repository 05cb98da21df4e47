import type { Check } from "../check";
import type { TaskReference } from "../task-reference";

/** Whether the ARN is the one of the secret, to its last six characters. */
export const secretArnMistyped: Check<TaskReference> = {
  id: "secret-arn-mistyped",
  what: "The ARN of a secret ends in the six characters that AWS gave it.",
  why: "Secrets Manager finds no secret of that ARN; a secret made anew under its old name has other characters.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.otherArn === undefined) return [];
    const { title, otherArn } = secret.value;
    const finding = `the ARN of ${title} ends in ${otherArn.slice(-6)}`;
    return [{ state: "problem", finding, next: `name ${otherArn}` }];
  },
};

import type { Check } from "../check";
import { shellWord } from "../shell-word";
import { unreadable } from "../unreadable";
import type { TaskReference } from "../task-reference";
import { secretNameOf, type ValueFrom } from "../value-from";

/** Whether the secret is in its store. */
export const secretMissing: Check<TaskReference> = {
  id: "secret-missing",
  what: "The secret, parameter or object exists.",
  why: "The agent finds nothing and stops the task.",
  run: async (subject) => {
    const { reference } = subject;
    const secret = await subject.secret();
    if (!reference || !secret || secret.state === "found") return [];
    if (secret.state === "unknown") return [unreadable("it cannot be looked up", secret)];
    // Another check says where it is.
    if (await subject.secretInOwnRegion()) return [];
    return [{ state: "problem", finding: secret.why, next: howToMake(reference) }];
  },
};

function howToMake(reference: ValueFrom): string {
  const region = `--region ${shellWord(reference.region)}`;
  switch (reference.store) {
    case "ssm":
      return `deploy the stack that makes it, or correct the name: aws ssm describe-parameters ${region}`;
    case "secretsmanager":
      return `deploy the stack that makes it, or correct the ARN: aws secretsmanager list-secrets ${region} --filters Key=name,Values=${shellWord(secretNameOf(reference.arn))}`;
    case "s3":
      return `upload it: aws s3 cp FILE ${shellWord(`s3://${reference.bucket}/${reference.key}`)}`;
  }
}

import { secretNameOf, type ValueFrom } from "../../../../modules/facts";
import { shellWord } from "../../text";
import { unreadable, type Check } from "../check";
import type { TaskReference } from "../task";

const secretMissing: Check<TaskReference> = {
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

const secretArnMistyped: Check<TaskReference> = {
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

const secretPendingDeletion: Check<TaskReference> = {
  id: "secret-pending-deletion",
  what: "The secret is not scheduled for deletion.",
  why: "Secrets Manager no longer returns its value.",
  run: async (subject) => {
    const { reference } = subject;
    const secret = await subject.secret();
    if (!reference || secret?.state !== "found" || secret.value.deleted !== true) return [];
    const finding = `${secret.value.title} is scheduled for deletion`;
    const next = `aws secretsmanager restore-secret --region ${shellWord(reference.region)} --secret-id ${shellWord(reference.arn)}`;
    return [{ state: "problem", finding, next }];
  },
};

const versionMissing: Check<TaskReference> = {
  id: "version-missing",
  what: "The secret has a version labelled AWSCURRENT, or the one that the reference names.",
  why: "The agent finds no value: none has been written yet, or the label or version is gone.",
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

const parameterPlainText: Check<TaskReference> = {
  id: "parameter-plain-text",
  what: "A parameter that is delivered as a secret is a SecureString.",
  why: "Everyone who may read parameters reads it, without a key.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.plainText !== true) return [];
    const finding = `${secret.value.title} is not a SecureString`;
    return [
      { state: "problem", finding, next: "write it again as a SecureString, with a new value" },
    ];
  },
};

/** What can be wrong with what a reference names, in its store. */
export const secretChecks: readonly Check<TaskReference>[] = [
  secretMissing,
  secretArnMistyped,
  secretPendingDeletion,
  versionMissing,
  parameterPlainText,
];

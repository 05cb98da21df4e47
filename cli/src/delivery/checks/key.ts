import { parseArn } from "../../../../modules/facts";
import { shellWord } from "../../text";
import { unreadable, type Check } from "../check";
import type { TaskReference } from "../task";

const keyMissing: Check<TaskReference> = {
  id: "key-missing",
  what: "The KMS key that the secret is encrypted with exists.",
  why: "Without it the value can never be read again.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found") return [];
    const { key } = secret.value;
    if (key.state === "found") return [];
    if (key.state === "unknown") return [unreadable("the key cannot be read", key)];
    return [{ state: "problem", finding: key.why, next: "write the value again with another key" }];
  },
};

const keyDisabled: Check<TaskReference> = {
  id: "key-disabled",
  what: "The KMS key that the secret is encrypted with is enabled.",
  why: "KMS decrypts with no other key.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.key.state !== "found") return [];
    const { value: key } = secret.value.key;
    if (key === undefined || key.state === "Enabled" || key.state === "PendingDeletion") return [];
    const state = key.state === "Disabled" ? "disabled" : `in the state ${key.state}`;
    const region = parseArn(key.arn)?.region ?? "";
    const next = `aws kms enable-key --region ${shellWord(region)} --key-id ${shellWord(key.arn)}`;
    return [{ state: "problem", finding: `the key ${key.arn} is ${state}`, next }];
  },
};

const keyPendingDeletion: Check<TaskReference> = {
  id: "key-pending-deletion",
  what: "The KMS key that the secret is encrypted with is not scheduled for deletion.",
  why: "It decrypts nothing now, and once it is gone the value can never be read again.",
  run: async (subject) => {
    const secret = await subject.secret();
    if (secret?.state !== "found" || secret.value.key.state !== "found") return [];
    const { value: key } = secret.value.key;
    if (key?.state !== "PendingDeletion") return [];
    const of = `--region ${shellWord(parseArn(key.arn)?.region ?? "")} --key-id ${shellWord(key.arn)}`;
    const finding = `the key ${key.arn} is scheduled for deletion`;
    const next = `aws kms cancel-key-deletion ${of} && aws kms enable-key ${of}`;
    return [{ state: "problem", finding, next }];
  },
};

/** What can be wrong with the key that a secret is encrypted with. */
export const keyChecks: readonly Check<TaskReference>[] = [
  keyMissing,
  keyDisabled,
  keyPendingDeletion,
];

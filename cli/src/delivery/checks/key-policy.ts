import { judgementCheck } from "../judgement-check";

/** Whether the key's policy lets the role decrypt. */
export const keyPolicy = judgementCheck({
  id: "key-policy",
  what: "The key's policy delegates to IAM through the account's root, or names the role.",
  why: "Without that no policy of a role counts for the key.",
  culprit: "key policy",
  next: ({ resource }) =>
    `aws kms get-key-policy --key-id ${resource} --policy-name default; allow kms:* to the account's root`,
});

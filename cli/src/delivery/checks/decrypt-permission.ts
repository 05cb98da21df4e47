import { judgementCheck } from "../judgement-check";

/** Whether the role's policies allow it to decrypt. */
export const decryptPermission = judgementCheck({
  id: "decrypt-permission",
  what: "The policies of the role that reads allow kms:Decrypt with the secret's own key.",
  why: "The secret may be read, its key may not be used, and the task is stopped.",
  culprit: "identity",
  speaksOfDoubt: true,
  isAbout: ({ action }) => action === "kms:Decrypt",
  next: ({ resource }, role) => `allow kms:Decrypt on ${resource} in a policy of ${role}`,
});

import { judgementCheck } from "../judgement-check";

/** Whether the role's policies allow it to read. */
export const readPermission = judgementCheck({
  id: "read-permission",
  what: "The policies of the role that reads allow the call on exactly this secret.",
  why: "AWS answers AccessDeniedException, and the task is stopped.",
  culprit: "identity",
  speaksOfDoubt: true,
  isAbout: ({ action }) => action !== "kms:Decrypt",
  next: ({ action, resource }, role) =>
    `allow ${action} on ${resource} in a policy of ${role}; an ARN of the secret itself, without selectors`,
});

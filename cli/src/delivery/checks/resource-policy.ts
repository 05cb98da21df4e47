import { judgementCheck } from "../judgement-check";

/** Whether the secret's own policy lets the role read. */
export const resourcePolicy = judgementCheck({
  id: "resource-policy",
  what: "The policy of the secret or bucket denies nothing, and allows what another account reads.",
  why: "An explicit deny wins over every grant; from another account both sides must allow.",
  culprit: "resource policy",
  next: ({ action, resource }, role) =>
    `change the policy of ${resource}, or of its bucket: let ${role} call ${action}`,
});

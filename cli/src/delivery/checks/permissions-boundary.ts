import { judgementCheck } from "../judgement-check";

/** Whether the role's boundary lets its policies work. */
export const permissionsBoundary = judgementCheck({
  id: "permissions-boundary",
  what: "The permissions boundary of the role allows what its policies allow.",
  why: "A role can do nothing that its boundary does not allow, too.",
  culprit: "boundary",
  next: ({ action, resource }, role) =>
    `allow ${action} on ${resource} in the permissions boundary of ${role}`,
});

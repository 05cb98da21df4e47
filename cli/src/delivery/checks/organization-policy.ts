import { judgementCheck } from "../judgement-check";

/** Whether the organization lets the role read. */
export const organizationPolicy = judgementCheck({
  id: "organization-policy",
  what: "No policy of the organization stands in the way. Only IAM's own simulation can tell.",
  why: "A service control policy denies it, whatever the account allows.",
  culprit: "organization",
  next: ({ action }) => `ask who keeps the service control policies for ${action}`,
});

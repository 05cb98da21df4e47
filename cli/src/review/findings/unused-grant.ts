import { alreadyThere, type FindingRule } from "./finding-rule";

/** More than is needed. */
export const unusedGrant: FindingRule = {
  id: "UNUSED-GRANT",
  severity: "medium",
  title: "An execution role can read a secret that no task of it names",
  find: ({ access }) =>
    access.facts.unusedGrants.map(({ principal, secret, before }) =>
      alreadyThere(
        {
          subject: principal,
          text: `${principal} can read ${secret}, and no task definition with this role names it.`,
          remedy: "Take the grant out, or say what needs it.",
        },
        before,
      ),
    ),
};

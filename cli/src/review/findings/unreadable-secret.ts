import { alreadyThere, type FindingRule } from "./finding-rule";

/** A task that will not start. */
export const unreadableSecret: FindingRule = {
  id: "UNREADABLE-SECRET",
  severity: "high",
  title: "A task names a secret that its role cannot read: it will not start",
  find: ({ access }) =>
    access.facts.unreadable.map(({ use, principal, secret, reason, before }) => {
      const what = `${secret} for ${use.target} of the container ${use.container}`;
      const text =
        principal === undefined
          ? `The task definition names no role that could read ${what}.`
          : `${principal} cannot read ${what}: ${reason.replace(/\.$/, "")}.`;
      return alreadyThere(
        {
          subject: `${use.taskDefinition}/${use.container}/${use.target}`,
          text,
          remedy: "Grant the role this secret and its key, or take the reference out.",
        },
        before,
      );
    }),
};

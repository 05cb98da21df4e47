import { sentence, type FindingRule } from "./finding-rule";

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
      return {
        subject: `${use.taskDefinition}/${use.container}/${use.target}`,
        text,
        remedy: "Grant the role this secret and its key, or take the reference out.",
        before,
      };
    }),
};

export const unusedGrant: FindingRule = {
  id: "UNUSED-GRANT",
  severity: "medium",
  title: "An execution role can read a secret that no task of it names",
  find: ({ access }) =>
    access.facts.unusedGrants.map(({ principal, secret, before }) => ({
      subject: principal,
      text: `${principal} can read ${secret}, and no task definition with this role names it.`,
      remedy: "Take the grant out, or say what needs it.",
      before,
    })),
};

export const cannotProve: FindingRule = {
  id: "CANNOT-PROVE",
  severity: "medium",
  title: "The plan does not say who will be able to read something",
  find: ({ access }) =>
    access.facts.unproven.map(({ subject, reason, decisive, outside }) => ({
      ...(decisive ? { severity: "high" } : {}),
      subject,
      text: sentence(reason),
      remedy: outside
        ? 'Read the policy into the plan (data "aws_iam_policy"), or look at it and waive this.'
        : 'Make it known at plan time (data "aws_iam_policy_document", or names instead of attributes), or look at it after the apply.',
    })),
};

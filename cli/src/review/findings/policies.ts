import type { StatementChange } from "../model";
import { textIn } from "../plan";
import { type FindingContext, type FindingRule, sentence } from "./finding-rule";

export const publicBucket: FindingRule = {
  id: "PUBLIC-BUCKET",
  severity: "high",
  title: "Everyone can reach a bucket",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind === "bucket")
      .map(({ subject, reason, before }) => ({
        subject,
        text: sentence(reason),
        remedy: "Block public access to the bucket, all four settings.",
        before,
      })),
};

export const publicPolicy: FindingRule = {
  id: "PUBLIC-POLICY",
  severity: "high",
  title: "The policy of a secret, key or role lets everyone in",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind !== "bucket")
      .map(({ subject, reason, before }) => ({
        subject,
        text: sentence(reason),
        remedy: "Name the principals that need it.",
        before,
      })),
};

export const iamWidened: FindingRule = {
  id: "IAM-WIDENED",
  severity: "high",
  title: "A policy allows more than before, and no reference needs it",
  find: ({ input, access }) => {
    const made = newRoles(input);
    return access.facts.widened.map((statement) => {
      const trust = access.facts.trustWidened.filter((one) => isOneWith(one, statement, made));
      return {
        subject: statement.owner,
        text: describeStatement(statement, trust),
        remedy: "Say what needs this, or narrow it to exactly that.",
        ...changed([statement, ...trust], access.statements),
      };
    });
  },
};

/** What may read a secret, or something that no list of actions names. */
const READS = /^(\*|all but |secretsmanager:|ssm:)/i;

/** Whether the trust of a role belongs to what a policy newly allows it: a new role that reads is one fact. */
function isOneWith(
  trust: StatementChange,
  { owner, policy, actions }: StatementChange,
  made: ReadonlySet<string>,
): boolean {
  if (trust.owner !== owner || policy !== "identity" || !made.has(owner)) return false;
  return actions.some((action) => READS.test(action));
}

export const trustWidened: FindingRule = {
  id: "TRUST-WIDENED",
  severity: "high",
  title:
    "More principals than before may assume a role, or under fewer conditions; low for a new role that reads no secret",
  find: ({ input, access }) => {
    const readers = new Set(
      access.access.filter(({ after }) => after !== "not readable").map((entry) => entry.principal),
    );
    const made = newRoles(input);
    const alone = access.facts.trustWidened.filter(
      (trust) => !access.facts.widened.some((statement) => isOneWith(trust, statement, made)),
    );
    return alone.map((statement) => {
      const { owner } = statement;
      const reads = readers.has(owner);
      const isHarmless = made.has(owner) && !reads;
      return {
        subject: owner,
        text: `${newly(statement)} assume ${owner}, ${
          reads
            ? "and reads every secret that this role reads"
            : "which reads no secret of this plan"
        }.`,
        remedy: "Say who needs to be this role, or narrow its trust policy to them.",
        ...changed([statement], access.statements),
        ...(isHarmless ? { severity: "low" } : {}),
      };
    });
  },
};

/** What came, and what the same policies lose: of a changed statement the part that it replaces, or a deny that goes. */
function changed(
  widened: readonly StatementChange[],
  all: readonly StatementChange[],
): { readonly removed?: readonly string[]; readonly added?: readonly string[] } {
  const gone = all.filter(
    (one) =>
      one.kind === "narrowed" &&
      widened.some(({ owner, policy }) => one.owner === owner && one.policy === policy),
  );
  const denies = widened.filter(({ effect }) => effect === "Deny");
  const removed = [...gone, ...denies].map(spellStatement);
  const added = widened.filter(({ effect }) => effect === "Allow").map(spellStatement);
  return {
    ...(removed.length === 0 ? {} : { removed }),
    ...(added.length === 0 ? {} : { added }),
  };
}

function spellStatement({
  effect,
  principals,
  actions,
  resources,
  conditions,
}: StatementChange): string {
  const what = [principals, actions]
    .filter((list) => list.length > 0)
    .map((list) => list.join(", "))
    .join(": ");
  const where = resources.length === 0 ? "" : ` on ${resources.join(", ")}`;
  const when = conditions.length === 0 ? "" : `, when ${conditions.join(" and ")}`;
  return `${effect} ${what}${where}${when}`;
}

/** Roles that the plan makes, by everything that they may be called. */
function newRoles({ plan }: FindingContext["input"]): ReadonlySet<string> {
  const made = plan.changes.filter(
    ({ type, before, after }) => type === "aws_iam_role" && before === undefined && after,
  );
  return new Set(
    made.flatMap(({ address, label, after }) => {
      const name = textIn(after?.["name"]);
      return name === undefined ? [address, label] : [address, label, name];
    }),
  );
}

function newly({ principals, effect }: StatementChange): string {
  const who = principals.length === 0 ? "Another principal" : principals.join(", ");
  return effect === "Allow" ? `${who} may now` : `${who} is no longer kept from it and may`;
}

/** What a statement that widened means; its own words stand beside it. */
function describeStatement({ effect }: StatementChange, trust: readonly StatementChange[]): string {
  const what = effect === "Allow" ? "More is allowed" : "Less is denied";
  const whoMay = [...new Set(trust.flatMap(({ principals }) => principals))].join(", ");
  const role = whoMay === "" ? "" : ` It is a new role, for ${whoMay}.`;
  return `${what} than before, and no reference to a secret needs it.${role}`;
}

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

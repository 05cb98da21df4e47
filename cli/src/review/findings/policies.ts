import { matters } from "../access";
import type { AccessAnalysis, PublicAccess, StatementChange, UnusedGrant } from "../model";
import { textIn } from "../plan";
import { sentence, type Changed, type FindingContext, type FindingRule } from "./finding-rule";

export const publicBucket: FindingRule = {
  id: "PUBLIC-BUCKET",
  severity: "high",
  title:
    "Everyone can reach a bucket; medium for a new one where no plan of the review holds a secret",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind === "bucket")
      .map((opening) => ({
        subject: opening.subject,
        text: sentence(opening.reason),
        remedy: "Block public access to the bucket, all four settings.",
        before: opening.before,
        ...(opening.givesNothing ? { severity: "medium" } : {}),
        ...openedBy(opening, access),
      })),
};

export const publicPolicy: FindingRule = {
  id: "PUBLIC-POLICY",
  severity: "high",
  title: "The policy of a secret, key or role lets everyone in",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind !== "bucket")
      .map((opening) => ({
        subject: opening.subject,
        text: sentence(opening.reason),
        remedy: "Name the principals that need it.",
        before: opening.before,
        ...openedBy(opening, access),
      })),
};

/** The statements that let everyone in from now on. */
function openedBy(
  { subject, before }: PublicAccess,
  { facts, statements }: AccessAnalysis,
): Changed {
  const widened = [facts.widened, facts.trustWidened].flatMap((all) => ofOwner(subject, all));
  return before ? {} : changed(widened.filter(isForEveryone), statements);
}

function isForEveryone({ policy, effect, principals }: StatementChange): boolean {
  return effect === "Allow" && policy !== "identity" && principals.includes("everyone");
}

/** Tells the statements that let everyone in, and so are said there, from the others. */
function otherThanOpenings({ facts }: AccessAnalysis): (statement: StatementChange) => boolean {
  const opened = new Set(
    facts.publicAccess.filter(({ before }) => !before).map(({ subject }) => subject),
  );
  return (statement) => !(isForEveryone(statement) && opened.has(statement.owner));
}

const byOwner = new WeakMap<readonly StatementChange[], Map<string, StatementChange[]>>();

/** The statements of one owner, found at once however many there are. */
function ofOwner(owner: string, all: readonly StatementChange[]): readonly StatementChange[] {
  const known = byOwner.get(all) ?? new Map<string, StatementChange[]>();
  if (!byOwner.has(all)) {
    for (const statement of all) {
      const list = known.get(statement.owner);
      if (list) list.push(statement);
      else known.set(statement.owner, [statement]);
    }
    byOwner.set(all, known);
  }
  return known.get(owner) ?? [];
}

export const iamWidened: FindingRule = {
  id: "IAM-WIDENED",
  severity: "high",
  title:
    "A policy allows more than before, and no reference needs it; low for what is new where it lets nobody read a secret",
  find: ({ input, access }) => {
    const made = newRoles(input);
    const { widened, trustWidened } = access.facts;
    return widened.filter(otherThanOpenings(access)).map((statement) => {
      const trust = ofOwner(statement.owner, trustWidened).filter((one) =>
        isOneWith(one, statement, made),
      );
      return {
        subject: statement.owner,
        text: describeStatement(statement, trust),
        remedy: "Say what needs this, or narrow it to exactly that.",
        ...changed([statement, ...trust], access.statements),
        ...(isAboutNoSecret(statement, made) ? { severity: "low" } : {}),
      };
    });
  },
};

/** Whether something new is allowed only what neither reads a secret nor lets anyone read it. */
function isAboutNoSecret(
  { owner, policy, actions, givesNothing }: StatementChange,
  made: ReadonlySet<string>,
): boolean {
  if (givesNothing) return true;
  return made.has(owner) && policy === "identity" && !matters(actions);
}

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
    "More principals than before may assume a role or use a permission set, or under fewer conditions; low for a new one that reads no secret",
  find: ({ input, access }) => {
    const readers = new Set(
      access.access
        .filter(({ after }) => after !== "not readable")
        // Who reads by assuming another role, reads as well.
        .map(({ principal }) => principal.replace(/ through .*$/, "")),
    );
    const made = newRoles(input);
    const isOther = otherThanOpenings(access);
    const alone = access.facts.trustWidened.filter(
      (trust) =>
        isOther(trust) &&
        !ofOwner(trust.owner, access.facts.widened).some((statement) =>
          isOneWith(trust, statement, made),
        ),
    );
    return alone.map((statement) => {
      const { owner } = statement;
      const reads = readers.has(owner);
      const isHarmless = made.has(owner) && !reads;
      const isSet = PERMISSION_SET.test(owner);
      return {
        subject: owner,
        text: `${newly(statement)} ${isSet ? "use" : "assume"} ${owner}, ${
          reads
            ? `and reads every secret that ${isSet ? "it" : "this role"} reads`
            : "which reads no secret of this plan"
        }.`,
        remedy: isSet
          ? "Say who needs this permission set, or assign it to them alone."
          : "Say who needs to be this role, or narrow its trust policy to them.",
        ...changed([statement], access.statements),
        ...(isHarmless ? { severity: "low" } : {}),
      };
    });
  },
};

/** A permission set, as it is called; its assignments count as its trust. */
const PERMISSION_SET = /^permission set /;

/**
 * What came, and what the same policies lose: of a changed statement the part that it replaces, or a deny that goes. A deny that
 * comes stands beside what came.
 */
function changed(widened: readonly StatementChange[], all: readonly StatementChange[]): Changed {
  const owners = new Set(widened.map(({ owner }) => owner));
  const narrowed = [...owners]
    .flatMap((owner) => ofOwner(owner, all))
    .filter(
      (one) =>
        one.kind === "narrowed" &&
        widened.some(({ owner, policy }) => one.owner === owner && one.policy === policy),
    );
  const of = (all: readonly StatementChange[], wanted: StatementChange["effect"]) =>
    all.filter(({ effect }) => effect === wanted).map(spellStatement);
  const removed = [...of(narrowed, "Allow"), ...of(widened, "Deny")];
  const added = [...of(widened, "Allow"), ...of(narrowed, "Deny")];
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

/** Roles and permission sets that the plan makes, by everything that they may be called, and policies that no principal has yet. */
function newRoles({ plan }: FindingContext["input"]): ReadonlySet<string> {
  const made = plan.changes.filter(
    ({ type, before, after }) =>
      /^aws_(iam_(role|policy)|ssoadmin_permission_set)$/.test(type) &&
      before === undefined &&
      after,
  );
  return new Set(
    made.flatMap(({ type, address, label, after }) => {
      const given = textIn(after?.["name"]);
      if (type === "aws_ssoadmin_permission_set") return [`permission set ${given ?? label}`];
      const name = type === "aws_iam_role" ? given : undefined;
      return name === undefined ? [address, label] : [address, label, name];
    }),
  );
}

function newly({ principals, effect }: StatementChange): string {
  const who = principals.length === 0 ? "Another principal" : principals.join(", ");
  return effect === "Allow" ? `${who} may now` : `${who} is no longer kept from it and may`;
}

/** What a statement that widened means; its own words stand beside it. */
function describeStatement(
  { effect, owner }: StatementChange,
  trust: readonly StatementChange[],
): string {
  const what = effect === "Allow" ? "More is allowed" : "Less is denied";
  const whoMay = [...new Set(trust.flatMap(({ principals }) => principals))].join(", ");
  const role =
    whoMay === ""
      ? ""
      : ` It is a new ${PERMISSION_SET.test(owner) ? "permission set" : "role"}, for ${whoMay}.`;
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
        ...(before ? {} : lostBy(principal, access.statements)),
      };
    }),
};

/** What the policies of a role lose. */
function lostBy(principal: string | undefined, statements: readonly StatementChange[]): Changed {
  const narrowed = ofOwner(principal ?? "", statements).filter(({ kind }) => kind === "narrowed");
  const [removed, added] = (["Allow", "Deny"] as const).map((wanted) =>
    narrowed.filter(({ effect }) => effect === wanted).map(spellStatement),
  );
  return {
    ...(removed?.length ? { removed } : {}),
    ...(added?.length ? { added } : {}),
  };
}

export const unusedGrant: FindingRule = {
  id: "UNUSED-GRANT",
  severity: "medium",
  title: "An execution role can read a secret that no task of it names any more",
  find: ({ access }) => {
    const rows = new Set(access.access.map((row) => JSON.stringify([row.principal, row.secret])));
    // A grant that comes with this plan is said where it is granted; one that was there, in its row.
    const isSaid = ({ principal, secret, before }: UnusedGrant): boolean =>
      before
        ? rows.has(JSON.stringify([principal, secret]))
        : ofOwner(principal, access.facts.widened).some(
            ({ policy, actions }) =>
              policy === "identity" && actions.some((one) => READS.test(one)),
          );
    return access.facts.unusedGrants
      .filter((grant) => !isSaid(grant))
      .map(({ principal, secret, before }) => ({
        subject: principal,
        text: `${principal} can read ${secret}, and no task definition with this role names it.`,
        remedy: "Take the grant out, or say what needs it.",
        before,
      }));
  },
};

export const cannotProve: FindingRule = {
  id: "CANNOT-PROVE",
  severity: "medium",
  title: "The plan does not say who will be able to read something",
  find: ({ access }) =>
    access.facts.unproven.map(({ subject, reason, decisive, outside, remedy }) => ({
      ...(decisive ? { severity: "high" } : {}),
      subject,
      text: sentence(reason),
      remedy:
        remedy ??
        (outside
          ? 'Read the policy into the plan (data "aws_iam_policy"), or look at it and waive this.'
          : 'Make it known at plan time (data "aws_iam_policy_document", or names instead of attributes), or look at it after the apply.'),
    })),
};

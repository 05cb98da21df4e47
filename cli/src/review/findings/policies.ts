import type { StatementChange } from "../model";
import { textIn } from "../plan";
import { alreadyThere, sentence, type FindingContext, type FindingRule } from "./finding-rule";

/** A bucket that everyone can read. */
export const publicBucket: FindingRule = {
  id: "PUBLIC-BUCKET",
  severity: "high",
  title: "Everyone can reach a bucket",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind === "bucket")
      .map(({ subject, reason, before }) =>
        alreadyThere(
          {
            subject,
            text: sentence(reason),
            remedy: "Block public access to the bucket, all four settings.",
          },
          before,
        ),
      ),
};

/** A secret, key or role that everyone can use. */
export const publicPolicy: FindingRule = {
  id: "PUBLIC-POLICY",
  severity: "high",
  title: "The policy of a secret, key or role lets everyone in",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind !== "bucket")
      .map(({ subject, reason, before }) =>
        alreadyThere(
          { subject, text: sentence(reason), remedy: "Name the principals that need it." },
          before,
        ),
      ),
};

/** A principal may do more than before, and no reference to a secret explains it. */
export const iamWidened: FindingRule = {
  id: "IAM-WIDENED",
  severity: "high",
  title: "A policy allows more than before, and no reference needs it",
  find: ({ access }) =>
    access.facts.widened.map((statement) => ({
      subject: statement.owner,
      text: describeStatement(statement),
      remedy: "Say what needs this, or narrow it to exactly that.",
      ...goneWith(statement, access.statements),
    })),
};

/** Another principal may assume a role. */
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
    return access.facts.trustWidened.map((statement) => {
      const { owner } = statement;
      const reads = readers.has(owner);
      const isHarmless = made.has(owner) && !reads;
      return {
        subject: owner,
        text: `${newly(statement)} assume ${owner}${under(statement)}, ${
          reads
            ? "and reads every secret that this role reads"
            : "which reads no secret of this plan"
        }.`,
        remedy: "Say who needs to be this role, or narrow its trust policy to them.",
        ...goneWith(statement, access.statements),
        ...(isHarmless ? { severity: "low" } : {}),
      };
    });
  },
};

/** The statements that the same policies lose: of a changed one the part that it replaces. */
function goneWith(
  { owner, policy }: StatementChange,
  all: readonly StatementChange[],
): { readonly removed?: readonly string[] } {
  const gone = all.filter(
    (one) => one.kind === "narrowed" && one.owner === owner && one.policy === policy,
  );
  return gone.length === 0 ? {} : { removed: gone.map(spellStatement) };
}

function spellStatement({
  effect,
  principals,
  actions,
  resources,
  conditions,
}: StatementChange): string {
  const what = [...principals, ...actions].join(", ");
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

function under({ conditions }: StatementChange): string {
  return conditions.length === 0 ? "" : ` (when ${conditions.join(" and ")})`;
}

/** A statement that widened, as a sentence. */
function describeStatement(statement: StatementChange): string {
  const { effect, principals, actions, resources, conditions } = statement;
  const who = principals.length === 0 ? "" : `${principals.join(", ")}: `;
  const what = `${actions.join(", ")} on ${resources.join(", ")}`;
  const when = conditions.length === 0 ? "" : `, when ${conditions.join(" and ")}`;
  return effect === "Allow"
    ? `${who}newly allowed: ${what}${when}.`
    : `${who}no longer denied: ${what}${when}.`;
}

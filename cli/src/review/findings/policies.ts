import type { StatementChange } from "../model";
import { alreadyThere, sentence, type FindingRule } from "./finding-rule";

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
    })),
};

/** Another principal may assume a role. */
export const trustWidened: FindingRule = {
  id: "TRUST-WIDENED",
  severity: "high",
  title: "More principals than before may assume a role, or under fewer conditions",
  find: ({ access }) =>
    access.facts.trustWidened.map((statement) => ({
      subject: statement.owner,
      text: `${newly(statement)} assume ${statement.owner}${under(statement)}, and reads every secret that this role reads.`,
      remedy: "Say who needs to be this role, or narrow its trust policy to them.",
    })),
};

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

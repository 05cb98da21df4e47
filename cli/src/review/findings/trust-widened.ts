import type { FindingRule } from "./finding-rule";
import type { StatementChange } from "../report/report";

/** Somebody new may become a role. */
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
  const who = principals.length === 0 ? "Somebody" : principals.join(", ");
  return effect === "Allow" ? `${who} may now` : `${who} is no longer kept from it and may`;
}

function under({ conditions }: StatementChange): string {
  return conditions.length === 0 ? "" : ` (when ${conditions.join(" and ")})`;
}

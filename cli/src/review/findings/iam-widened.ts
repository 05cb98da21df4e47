import type { FindingRule } from "./finding-rule";
import { describeStatement } from "./statement-text";

/** Somebody may do more than before, and no reference to a secret explains it. */
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

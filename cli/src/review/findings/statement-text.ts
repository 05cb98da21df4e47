import type { StatementChange } from "../report/report";

/** A statement that widened, as a sentence. */
export function describeStatement(statement: StatementChange): string {
  const { effect, principals, actions, resources, conditions } = statement;
  const who = principals.length === 0 ? "" : `${principals.join(", ")}: `;
  const what = `${actions.join(", ")} on ${resources.join(", ")}`;
  const when = conditions.length === 0 ? "" : `, when ${conditions.join(" and ")}`;
  return effect === "Allow"
    ? `${who}newly allowed: ${what}${when}.`
    : `${who}no longer denied: ${what}${when}.`;
}

import { expectOk, type PlanResult } from "../../terraform";
import { UnusablePlanError } from "../plan";

/**
 * Returns a plan that could be made.
 *
 * Providers quote values in their messages (`expected length of password …, got hunter2`), and without a plan nobody
 * knows which words are values. So an error says where it is, and how its summary begins.
 *
 * @throws UnusablePlanError saying what failed and where, without any value
 */
export function expectPlanned(name: string, result: PlanResult): PlanResult {
  if (result.ok || result.aborted) return expectOk(result);
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  const reasons = errors.map(({ address, summary }) => {
    const what = plainWords(summary);
    return address === undefined ? what : `${address}: ${what}`;
  });
  throw new UnusablePlanError(
    `The stack ${name} cannot be planned.`,
    reasons.length > 0 ? reasons.join("\n") : "Terraform does not say why.",
    [`see the details where nobody else reads along: npx cdktf diff ${name}`],
  );
}

/** Where messages begin to quote: at a sign, a digit, or the word before what was given. */
const QUOTES = /[^A-Za-z ,'-]|\b(got|value|was|is)\b/;

function plainWords(summary: string): string {
  const end = summary.search(QUOTES);
  if (end < 0) return summary;
  const words = summary.slice(0, end).trim();
  return words === "" ? "a message that may quote a value" : `${words} …`;
}

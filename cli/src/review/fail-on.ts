import { UserError } from "../user-error";

/** The severities from which findings can block. */
export const FAIL_ON = ["high", "medium", "low", "never"] as const;

/** Reads what is typed as `--fail-on`. @throws UserError for anything that is no severity */
export function readFailOn(typed: string | undefined): (typeof FAIL_ON)[number] | undefined {
  const failOn = FAIL_ON.find((severity) => severity === typed);
  if (failOn !== undefined || typed === undefined) return failOn;
  throw new UserError("--fail-on cannot be used.", `${JSON.stringify(typed)} is no severity.`, [
    `name one of: ${FAIL_ON.join(", ")}`,
  ]);
}

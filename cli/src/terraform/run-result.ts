import { UserError } from "../user-error";
import type { ChangeSummary, Diagnostic, PlannedChange } from "./events";

/** How a Terraform subcommand ended. */
export interface RunResult {
  readonly command: string;
  readonly exitCode: number;
  readonly ok: boolean;
  readonly aborted: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Standard output and standard error. */
  readonly output: string;
  readonly seconds: number;
}

/** What an apply or a destroy did. */
export interface ApplyResult extends RunResult {
  readonly summary: ChangeSummary;
}

/** What a plan found. */
export interface PlanResult extends ApplyResult {
  /** Whether applying it would change anything, outputs included. */
  readonly hasChanges: boolean;
  /** Resources that would be added, changed, removed or imported. */
  readonly changes: number;
  readonly planned: readonly PlannedChange[];
  /** Resources that were changed outside Terraform. */
  readonly drift: readonly PlannedChange[];
}

/** Returns a successful result; throws for any other, with what Terraform said. */
export function expectOk<R extends RunResult>(result: R): R {
  if (result.ok) return result;
  const what = `terraform ${result.command}`;
  if (result.aborted) {
    throw new UserError(`\`${what}\` was interrupted.`, "The run was aborted.", [
      "run the same command again: Terraform continues where it stopped",
    ]);
  }
  throw new UserError(`\`${what}\` failed with exit code ${result.exitCode}.`, explain(result), [
    "correct what Terraform names above, and run the same command again",
  ]);
}

/** The errors Terraform reported, or the end of its output where it reported none in machine-readable form. */
function explain(result: RunResult): string {
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length === 0) return result.output.trim().split("\n").slice(-15).join("\n");
  return errors.map(formatDiagnostic).join("\n");
}

/** One diagnostic as text: address, summary and detail. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const subject = diagnostic.address === undefined ? "" : `${diagnostic.address}: `;
  const detail = diagnostic.detail === "" ? "" : `\n${diagnostic.detail}`;
  return `${subject}${diagnostic.summary}${detail}`;
}

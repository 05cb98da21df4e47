import { readFile } from "node:fs/promises";
import { ownCommand } from "../../own-command";
import { UserError } from "../../user-error";
import type { ChangeEntry, Finding, Report, StackReport } from "../model";
import { UnusablePlanError, type StackInput } from "../plan";
import { buildReport, type ReviewConfig } from "../report";

/** A plan is not what was reviewed, or was reviewed and refused. The CLI ends with exit code 2. */
export class NotReviewedError extends UserError {
  override readonly name = "NotReviewedError";
  override readonly exitCode = 2;
}

/**
 * Holds a plan against what was reviewed of its stack. What blocks is decided anew, by the configuration that lies here:
 * a report is a file that may have been edited, and waivers expire.
 *
 * @throws NotReviewedError when the apply would do anything else, or something that blocks
 */
export function holdAgainst(reviewed: StackReport, input: StackInput, config?: ReviewConfig): void {
  const { name } = reviewed;
  refuseBlocking(name, reviewed.findings);
  const [now] = buildReport([input], { config }).stacks;
  const same = now?.digest === reviewed.digest;
  if (same && now.configuration === reviewed.configuration) {
    return refuseBlocking(name, now.findings);
  }
  const seen = describe(reviewed.changes);
  const planned = describe(now?.changes ?? []);
  const differences = [
    ...planned.filter((line) => !seen.includes(line)).map((line) => `not reviewed: ${line}`),
    ...seen.filter((line) => !planned.includes(line)).map((line) => `no longer planned: ${line}`),
  ];
  throw new NotReviewedError(
    `The plan of ${name} is not what was reviewed.`,
    differences.length > 0
      ? differences.join("\n")
      : same
        ? "The same resources change in the same way as far as a review shows it, but the configuration is another one: environment values, commands or tags."
        : "The same resources change, but not in the same way.",
    [`review it again: ${ownCommand(`review ${name}`)}`],
  );
}

function refuseBlocking(name: string, findings: readonly Finding[]): void {
  const blocking = findings.filter((finding) => finding.blocking);
  if (blocking.length === 0) return;
  throw new NotReviewedError(
    `The review of ${name} blocks it.`,
    blocking.map(({ id, subject }) => `${id}: ${subject}`).join("\n"),
    ["fix what it found, or waive it with a reason, and review again"],
  );
}

function describe(changes: readonly ChangeEntry[]): readonly string[] {
  return changes.map(({ action, label }) => `${action} ${label}`);
}

/** Reads a `report.json` that `review` wrote. @throws UserError when it is none */
export async function readReport(file: string): Promise<Report> {
  const again = [`make it again: ${ownCommand("review")}`];
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`There is no review in ${file}.`, reason, again, { cause: error });
  }
  const report = parse(text);
  if (report?.schemaVersion === 1 && Array.isArray(report.stacks)) return report;
  throw new UserError(
    `${file} is not a review that this version can read.`,
    `Its schemaVersion is ${JSON.stringify(report?.schemaVersion)}, and this version reads 1.`,
    again,
  );
}

/** What was reviewed of one stack. @throws UnusablePlanError when the review did not cover it */
export function reviewed(report: Report, name: string): StackReport {
  const stack = report.stacks.find((candidate) => candidate.name === name);
  if (stack) return stack;
  const known = report.stacks.map((candidate) => candidate.name).join(", ");
  throw new UnusablePlanError(
    `The stack ${name} was not reviewed.`,
    `The report holds ${known === "" ? "no stack" : known}.`,
    [`review it: ${ownCommand(`review ${name}`)}`],
  );
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

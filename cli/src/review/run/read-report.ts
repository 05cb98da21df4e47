import { readFile } from "node:fs/promises";
import { UserError } from "../../user-error";
import { UnusablePlanError } from "../plan";
import type { Report, StackReport } from "../report";

/** Reads a `report.json` that `review` wrote. @throws UserError when it is none */
export async function readReport(file: string): Promise<Report> {
  const again = ["make it again: npm run review"];
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
    `${file} is no review that this version can read.`,
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
    [`review it: npm run review -- ${name}`],
  );
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

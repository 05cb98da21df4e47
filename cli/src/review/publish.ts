import { appendWhole, writeTogether } from "../files";
import { printedJson } from "../json";
import { misplacedValues, plainTexts } from "./findings";
import { lastLook, type Output } from "./guard";
import type { Report } from "./model";
import { taintedValues, type StackInput } from "./plan";
import { COMMENT_BUDGET, markdown, page, sarif, SUMMARY_BUDGET } from "./render";
import { type ReviewFile, withdraw } from "./withdraw";

/**
 * Writes the report in every format, after the last look at their bytes; returns the names of the files.
 *
 * @throws LeakError before anything is written
 */
export async function publish(
  report: Report,
  inputs: readonly StackInput[],
  folder: string,
): Promise<readonly Output[]> {
  const outputs = outputsOf(report);
  await lastLook(
    outputs,
    inputs.flatMap((input) => [
      ...taintedValues(input.plan),
      ...plainTexts(input),
      ...misplacedValues(input),
    ]),
  );
  await writeTogether(folder, outputs);
  // Where GitHub wants the summary of a job; nowhere else is it set.
  const jobSummary = process.env["GITHUB_STEP_SUMMARY"];
  if (!jobSummary) return outputs;
  try {
    await appendWhole(jobSummary, markdown(report, SUMMARY_BUDGET));
  } catch (error) {
    // All or nothing: what is left would be taken for a review that ended well.
    await withdraw(folder);
    throw error;
  }
  return outputs;
}

/** What is written, by the names of the files; the comment is the first. */
const FORMATS: Readonly<Record<ReviewFile, (report: Report) => string>> = {
  "comment.md": (report) => markdown(report, COMMENT_BUDGET),
  "summary.md": (report) => markdown(report, SUMMARY_BUDGET),
  "report.json": (report) => `${printedJson(report, 2)}\n`,
  "index.html": page,
  "findings.sarif": sarif,
  "gitlab-terraform.json": (report) => `${JSON.stringify(gitlabCounts(report))}\n`,
};

function outputsOf(report: Report): readonly Output[] {
  return Object.entries(FORMATS).map(([name, format]) => ({ name, content: format(report) }));
}

/** @see https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsterraform */
function gitlabCounts({
  stacks,
}: Report): Readonly<Record<"create" | "update" | "delete", number>> {
  const sum = (count: (stack: Report["stacks"][number]["counts"]) => number): number =>
    stacks.reduce((total, { counts }) => total + count(counts), 0);
  return {
    create: sum(({ create, replace }) => create + replace),
    update: sum(({ update }) => update),
    delete: sum((counts) => counts.delete + counts.replace),
  };
}

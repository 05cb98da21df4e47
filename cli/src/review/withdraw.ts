import { rm } from "node:fs/promises";
import path from "node:path";
import { refuseLinks, requireWritable } from "../files";

/** What a review writes into its folder. */
const REVIEW_FILES = [
  "comment.md",
  "summary.md",
  "report.json",
  "index.html",
  "findings.sarif",
  "gitlab-terraform.json",
] as const;
export type ReviewFile = (typeof REVIEW_FILES)[number];

/**
 * Takes an earlier review out of a folder, so that one that fails leaves none behind that could be taken for its own:
 * pipelines keep and show the folder for every exit code.
 *
 * @throws UserError where the new one could not be written there, before anything is planned
 */
export async function withdraw(folder: string): Promise<void> {
  await refuseLinks(folder);
  const place = path.resolve(folder);
  for (const name of REVIEW_FILES) await rm(path.join(place, name), { force: true });
  await requireWritable(place);
}

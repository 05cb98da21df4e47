import { lstat, rm } from "node:fs/promises";
import path from "node:path";
import { isMissing, readText, refuseFolder, refuseLinks, requireWritable } from "../files";

/** What a review writes into its folder, each with what it is recognized by. */
const REVIEW_FILES = {
  "comment.md": /^### [⛔❔✅] Secrets review: /u,
  "summary.md": /^### [⛔❔✅] Secrets review: /u,
  "report.json": /^\{\s*"schemaVersion": \d+,\s*"verdict": "(?:blocking|clean)",/,
  "index.html": /^<!doctype html>[^]{0,1000}<title>Secrets review<\/title>/,
  "findings.sarif": /^[^]{0,1000}"name": "ecs-secrets review"/,
  "gitlab-terraform.json": /^\{"create":\d+,"update":\d+,"delete":\d+\}\s*$/,
} as const;
export type ReviewFile = keyof typeof REVIEW_FILES;

/**
 * Takes an earlier review out of a folder, so that one that fails leaves none behind that could be taken for its own:
 * pipelines keep and show the folder for every exit code. What no review wrote stays, whatever it is called.
 *
 * @throws UserError where the new one could not be written there, before anything is planned
 */
export async function withdraw(folder: string): Promise<void> {
  await refuseLinks(folder);
  const place = path.resolve(folder);
  for (const [name, sign] of Object.entries(REVIEW_FILES)) {
    const file = path.join(place, name);
    await refuseFolder(file);
    if (sign.test(await textIn(file))) await rm(file, { force: true });
  }
  await requireWritable(place);
}

/** A pipe or a link is of no review, and is not read. */
async function textIn(file: string): Promise<string> {
  try {
    return (await lstat(file)).isFile() ? await readText(file) : "";
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

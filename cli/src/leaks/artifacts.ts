import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";

/** Something that a run left behind or printed. */
export interface Artifact {
  readonly name: string;
  readonly bytes: Buffer;
}

const ZIP_MAGIC = Buffer.from("PK\u0003\u0004");

/**
 * Every file below `directory`; what is a zip archive (a saved plan is one) also entry by entry.
 *
 * Provider binaries are left out: hundreds of megabytes that were there before any value was.
 */
export async function artifactsBelow(directory: string, label: string): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const relative of await readdir(directory, { recursive: true })) {
    if (relative.split(path.sep).includes("providers")) continue;
    const file = path.join(directory, relative);
    if (!(await stat(file)).isFile()) continue;
    const bytes = await readFile(file);
    artifacts.push({ name: path.join(label, relative), bytes });
    artifacts.push(...archiveEntries(path.join(label, relative), bytes));
  }
  return artifacts;
}

function archiveEntries(name: string, bytes: Buffer): Artifact[] {
  if (!bytes.subarray(0, 4).equals(ZIP_MAGIC)) return [];
  return Object.entries(unzipSync(bytes)).map(([entry, content]) => {
    return { name: `${name}!${entry}`, bytes: Buffer.from(content) };
  });
}

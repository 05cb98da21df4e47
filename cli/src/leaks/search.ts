import path from "node:path";
import { unzipSync } from "fflate";
import { randomBytes } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { needlesOf } from "./encodings";

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

/**
 * A value that occurs nowhere else, and that looks different in every encoding, so that a search for it proves
 * something.
 */
export function canary(): string {
  return `${randomBytes(12).toString("hex")}-"\\<&>+/=%ü`;
}

/** A secret value, named so that a finding can be reported without it. */
export interface KnownValue {
  readonly name: string;
  readonly value: string;
}

/** A value that was found where it must not be. */
export interface Leak {
  readonly artifact: string;
  readonly value: string;
  readonly encoding: string;
}

/** Looks for every value in every artifact, in every encoding; reports names, never values. */
export function searchLeaks(
  artifacts: readonly Artifact[],
  values: readonly KnownValue[],
): readonly Leak[] {
  const needles = values.flatMap(({ name, value }) =>
    needlesOf(value).map((needle) => ({ name, ...needle })),
  );
  return artifacts.flatMap((artifact) =>
    needles
      .filter(({ bytes }) => artifact.bytes.includes(bytes))
      .map(({ name, encoding }) => ({ artifact: artifact.name, value: name, encoding })),
  );
}

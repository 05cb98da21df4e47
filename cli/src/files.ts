import { constants, mkdtempSync, realpathSync, rmSync } from "node:fs";
import {
  appendFile,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isNativeError } from "node:util/types";
import { UserError } from "./user-error";
import { unwatchFolder, watchFolder } from "./watchdog";

const { COPYFILE_EXCL } = constants;

/** Folders that are there still. */
const made = new Set<string>();
let guarded = false;

/** A new folder that only this user can read (mkdtemp makes it with mode 0700). */
export async function makePrivateDirectory(parent = tmpdir()): Promise<string> {
  if (!guarded) {
    guarded = true;
    // A command that exits in the middle removes what it did not come to remove.
    process.once("exit", () => made.forEach(removeAtOnce));
  }
  // In one go: an interruption in between would leave it behind.
  const directory = realpathSync(mkdtempSync(path.join(parent, "ecs-secrets-")));
  made.add(directory);
  watchFolder(directory);
  return directory;
}

/** Removes it with all that is in it; more than once does no harm. */
export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  made.delete(directory);
  unwatchFolder(directory);
}

function removeAtOnce(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // The process exits: there is nothing left to report to.
  }
}

/** A file of a folder, by its content or as a copy of another file. */
export type FileToWrite = { readonly name: string } & (
  { readonly content: string } | { readonly copyOf: string }
);

/**
 * Writes files of one folder so that all of them appear, or none: each is written beside its place and put there when
 * all are whole. A file there that is a symbolic link is replaced, and where it leads is left alone.
 *
 * @param mode of the folder, where it is made; @default - as the user's umask wants it
 * @throws UserError where the folder is a symbolic link
 */
export async function writeTogether(
  folder: string,
  files: readonly FileToWrite[],
  mode?: number,
): Promise<void> {
  await refuseLink(folder);
  await mkdir(folder, { recursive: true, mode });
  const beside = await mkdtemp(path.join(folder, ".writing-"));
  try {
    for (const file of files) {
      const place = path.join(beside, file.name);
      if ("copyOf" in file) await copyFile(file.copyOf, place, COPYFILE_EXCL);
      else await writeFile(place, file.content, { flag: "wx" });
    }
    for (const { name } of files) await rename(path.join(beside, name), path.join(folder, name));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Adds a text to a file, whole or not at all. */
export async function appendWhole(file: string, text: string): Promise<void> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  try {
    await appendFile(file, text);
  } catch (error) {
    await truncate(file, size).catch(() => undefined);
    throw error;
  }
}

/** A link could lead out of the project: who made it decides what is written where. @throws UserError for one */
export async function refuseLink(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isSymbolicLink() !== true) return;
  throw new UserError(
    `${folder} is refused.`,
    "It is a symbolic link, and links are not followed.",
    ["remove it, or name the folder itself: --out <folder>"],
  );
}

/** What the system says of a file, by its code. */
const FILE_PROBLEMS: Partial<Record<string, string>> = {
  EFBIG: "It would be larger than files may be here.",
  EACCES: "This user may not: permission denied.",
  EPERM: "This user may not: operation not permitted.",
  EROFS: "It is on a file system that is only read.",
  ENOSPC: "No space is left on the device.",
  EDQUOT: "The quota of this user is used up.",
  ENOENT: "There is no such file or folder.",
  ENOTDIR: "A part of its path is not a folder.",
  EISDIR: "It is a folder.",
  EEXIST: "It is there already.",
  EMFILE: "Too many files are open.",
  ELOOP: "It is a symbolic link.",
};

/** One sentence for an error of the file system; undefined for any other. */
export function explainFileError(error: unknown): UserError | undefined {
  if (!isNativeError(error) || !("code" in error) || !("syscall" in error)) return undefined;
  const reason = FILE_PROBLEMS[String(error.code)];
  if (reason === undefined) return undefined;
  const file = "path" in error && typeof error.path === "string" ? error.path : "A file";
  const wanted = error.syscall === "open" || error.syscall === "write" ? "be written" : "be used";
  return new UserError(
    `${file} cannot ${wanted}.`,
    `${reason} (${String(error.code)})`,
    ["make room, or give this user the right, and run the same command again"],
    { cause: error },
  );
}

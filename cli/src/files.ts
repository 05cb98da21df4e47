import { constants, mkdtempSync, openSync, realpathSync, rmSync } from "node:fs";
import {
  access,
  appendFile,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  truncate,
  writeFile,
} from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { isNativeError } from "node:util/types";
import { interruption, unlessAborted } from "./interruptible";
import { unforeseen, UserError } from "./user-error";
import { unwatchFolder, watchFolder } from "./watchdog";

const { COPYFILE_EXCL, O_NONBLOCK, O_RDONLY, W_OK, X_OK } = constants;

/** Folders that are there still. */
const made = new Set<string>();
let guarded = false;

/**
 * A new folder that only this user can read (mkdtemp makes it with mode 0700).
 *
 * @throws UserError where there can be none
 */
export async function makePrivateDirectory(parent = tmpdir()): Promise<string> {
  // In one go: an interruption in between would leave it behind.
  const directory = makeIn(parent);
  guard(directory);
  return directory;
}

/** Has a folder removed also where this process exits, or is killed, before it came to remove it. */
function guard(directory: string): void {
  if (!guarded) process.once("exit", () => made.forEach(removeAtOnce));
  guarded = true;
  made.add(directory);
  watchFolder(directory);
}

function makeIn(parent: string): string {
  // Terraform and its providers tell each other of files there, a line each.
  if (parent.includes("\n")) {
    throw new UserError(
      "The folder for temporary files cannot be used.",
      `Its name has a line break: ${JSON.stringify(parent)}.`,
      ["name another: export TMPDIR=/tmp"],
    );
  }
  try {
    return realpathSync(mkdtempSync(path.join(parent, "ecs-secrets-")));
  } catch (error) {
    throw new UserError(
      `The folder for temporary files, ${parent}, cannot be used.`,
      reasonOf(error) ?? "The system does not say why.",
      ["make it, or name one that exists and has room: export TMPDIR=/tmp"],
      { cause: error },
    );
  }
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
 * @throws UserError where the folder is a symbolic link, and where one of the files is a folder
 */
export async function writeTogether(
  folder: string,
  files: readonly FileToWrite[],
  mode?: number,
): Promise<void> {
  await refuseLinks(folder);
  // As it was judged: a link before `..` would lead elsewhere.
  const place = path.resolve(folder);
  await makeFolders(place, mode);
  await sweep(place);
  // In one go, and told to the watchdog at once: a plan in it is as secret as state.
  const beside = mkdtempSync(path.join(place, WRITING));
  guard(beside);
  try {
    for (const file of files) {
      const whole = path.join(beside, file.name);
      if ("copyOf" in file) await copyFile(file.copyOf, whole, COPYFILE_EXCL);
      else await writeFile(whole, file.content, { flag: "wx" });
    }
    // Before any is put there.
    for (const { name } of files) await refuseFolder(path.join(place, name));
    for (const { name } of files) await rename(path.join(beside, name), path.join(place, name));
  } finally {
    await removeDirectory(beside);
  }
}

/** How the folder begins in which files are written before they are put where they belong. */
const WRITING = ".writing-";

/** Longer than any run writes. */
const OLD_MS = 60_000;

/** Removes what a run left that was killed together with its watchdog, as a machine that is turned off does. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => name.startsWith(WRITING));
  for (const place of left.map((name) => path.join(folder, name))) {
    const found = await lstat(place).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > OLD_MS;
    if (isOld && found.isDirectory()) await rm(place, { recursive: true, force: true });
  }
}

/** No file takes the place of a folder. @throws UserError for one */
export async function refuseFolder(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isDirectory() !== true) return;
  throw new UserError(`${file} cannot be written.`, "It is a folder.", [
    "remove it, or name another place",
  ]);
}

/**
 * Makes a folder and those above it. Node's own way tries for ever where a file system takes no folder, as /proc does
 * not, and says of a disk that is full that there is no such folder.
 */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return;
    const above = path.dirname(folder);
    if (code !== "ENOENT" || above === folder) throw error;
    await makeFolders(above, mode);
    await mkdir(folder, { mode });
  }
}

/**
 * Sees that files can be made in a folder, or the folder itself in the nearest one above it that is there.
 *
 * @throws UserError where this user may not, or nobody may
 */
export async function requireWritable(folder: string): Promise<void> {
  try {
    await access(folder, W_OK | X_OK);
  } catch (error) {
    const above = path.dirname(folder);
    if (isMissing(error) && above !== folder) return requireWritable(above);
    throw new UserError(
      `Nothing can be written into ${folder}.`,
      reasonOf(error) ?? "The system does not say why.",
      ["give this user the right, or work in a folder of your own, and run the same command again"],
      { cause: error },
    );
  }
}

/** Adds a text to a file, whole or not at all. @throws UserError that names the file */
export async function appendWhole(file: string, text: string): Promise<void> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  try {
    await appendFile(file, text);
  } catch (error) {
    await truncate(file, size).catch(() => undefined);
    throw explainFileError(error, file) ?? error;
  }
}

/**
 * Reads a file that the user named. It may be a pipe, into which nobody writes yet.
 *
 * @throws InterruptedError when the command is interrupted before it is read
 */
export async function readNamed(file: string): Promise<Buffer> {
  const isPipe = (await stat(file)).isFIFO();
  return unlessAborted(interruption(), isPipe ? readPipe(file) : readFile(file));
}

/** Through an event and not through a thread, which would wait in the system and keep this process from ending. */
function readPipe(file: string): Promise<Buffer> {
  const fd = openSync(file, O_RDONLY | O_NONBLOCK);
  return buffer(new Socket({ fd, readable: true, writable: false }));
}

/** The text of a JSON file that a person or a program of theirs wrote, which may begin with a mark. */
export async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readNamed(file));
}

/**
 * A link could lead out of the project: who made it decides what is written where. Judged are the folder itself and those
 * of the project that lead to it; those above the project are its user's.
 *
 * @throws UserError for one
 */
export async function refuseLinks(folder: string): Promise<void> {
  const wanted = path.resolve(folder);
  const below = path.relative(process.cwd(), wanted);
  const isInside = !path.isAbsolute(below) && below.split(path.sep)[0] !== "..";
  const steps = isInside ? below.split(path.sep) : [];
  const onTheWay = steps.map((_, index) => path.resolve(...steps.slice(0, index + 1)));
  for (const place of [...onTheWay, wanted]) {
    const found = await lstat(place).catch(() => undefined);
    if (found?.isSymbolicLink() !== true) continue;
    const what = place === wanted ? "It" : path.relative(process.cwd(), place);
    throw new UserError(
      `${folder} is refused.`,
      `${what} is a symbolic link, and links are not followed.`,
      ["remove the link, or name the folder that it leads to"],
    );
  }
}

/** What the system says of a file, and what to do about it, by its code. */
const FILE_PROBLEMS: Partial<Record<string, readonly [reason: string, remedy: string]>> = {
  EFBIG: ["It would be larger than files may be here.", "write it elsewhere"],
  EACCES: ["This user may not: permission denied.", "give this user the right"],
  EPERM: ["This user may not: operation not permitted.", "give this user the right"],
  EROFS: ["It is on a file system that is only read.", "write it elsewhere"],
  ENOSPC: ["No space is left on the device.", "make room"],
  EDQUOT: ["The quota of this user is used up.", "make room"],
  ENOENT: ["There is no such file or folder.", "make it, or name another"],
  ENOTDIR: ["A part of its path is not a folder.", "name another"],
  EISDIR: ["It is a folder.", "remove it, or name another"],
  EEXIST: ["It is there already.", "remove it, or name another"],
  ENAMETOOLONG: ["Its name is too long.", "name another"],
  EMFILE: ["Too many files are open.", "allow more: ulimit -n 4096"],
  ELOOP: ["It is a symbolic link.", "name the file itself"],
};

/** One sentence for an error of the file system; undefined for any other. @param named where the error names no file */
export function explainFileError(error: unknown, named = "A file"): UserError | undefined {
  const reason = reasonOf(error);
  if (reason === undefined || !isNativeError(error)) return undefined;
  const [, remedy = ""] = FILE_PROBLEMS[codeOf(error) ?? ""] ?? [];
  const file = "path" in error && typeof error.path === "string" ? error.path : named;
  const syscall = "syscall" in error ? error.syscall : "";
  const wanted = syscall === "write" ? "written" : syscall === "open" ? "opened" : "used";
  return new UserError(
    `${file} cannot be ${wanted}.`,
    reason,
    [`${remedy}, and run the same command again`],
    { cause: error },
  );
}

/** What the system says of a file, as a sentence; undefined for any other error. */
export function reasonOf(error: unknown): string | undefined {
  const code = codeOf(error);
  const [reason] = FILE_PROBLEMS[code ?? ""] ?? [];
  return reason && `${reason} (${code})`;
}

/** Less than any program gets by with. */
const LEAST_ROOM = 65_536;

/** Whether one of the folders is on a disk that has room for nothing more: not every program says so. */
export async function hasNoRoom(...folders: readonly string[]): Promise<boolean> {
  const found = await Promise.all(folders.map((folder) => statfs(folder).catch(() => undefined)));
  return found.some(
    (disk) =>
      disk !== undefined &&
      // Some file systems do not count files.
      (disk.bavail * disk.bsize < LEAST_ROOM || (disk.files > 0 && disk.ffree === 0)),
  );
}

/** Why a file could not be read, or what it holds not be understood, without a part of it, which Node quotes. */
export function whyUnread(error: unknown): string {
  if (isNativeError(error) && error.name === "SyntaxError") {
    return error.message.replace(/ ?(?:\.{3})?"[^]*"(?:\.{3})?(?= is not valid JSON$)/, " it");
  }
  return reasonOf(error) ?? (error instanceof Error ? error.message : String(error));
}

/** Whether it says that a file is not there. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

/** The system's code. Of what it does itself, Node has codes of its own: `ERR_FS_EISDIR`. */
export function codeOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !("code" in error)) return undefined;
  const [, own] = /^ERR_FS_([A-Z]+)$/.exec(String(error.code)) ?? [];
  return own ?? ("syscall" in error ? String(error.code) : undefined);
}

/** What to tell of anything that was thrown. */
export function explainAny(thrown: unknown): UserError {
  return thrown instanceof UserError ? thrown : (explainFileError(thrown) ?? unforeseen(thrown));
}

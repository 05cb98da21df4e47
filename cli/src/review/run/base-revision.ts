import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { withoutValues } from "../../terraform";
import { interruption } from "../../interruptible";
import { UserError } from "../../user-error";

const run = promisify(execFile);

/** The revision that a change is compared with. */
interface BaseRevision {
  readonly commit: string;
  /** How it was found, as the review says it. */
  readonly description: string;
}

/**
 * The revision that `--base` names, else where this branch left the default branch, else the last commit.
 *
 * @throws UserError when there is none
 */
export async function findBase(wanted: string | undefined): Promise<BaseRevision> {
  if (wanted !== undefined) {
    const commit = await commitOf(wanted);
    if (commit !== undefined) return { commit, description: wanted };
    throw new UserError(`There is no revision "${wanted}".`, "git knows no such commit.", [
      "name a branch, a tag or a commit: --base main",
      "in CI, fetch it first: git fetch origin main",
    ]);
  }
  for (const branch of ["origin/HEAD", "origin/main", "main"]) {
    const commit = await git(["merge-base", "HEAD", branch]).catch(() => undefined);
    if (commit !== undefined) return { commit, description: `${branch}, ${commit.slice(0, 8)}` };
  }
  const head = await commitOf("HEAD");
  if (head !== undefined) return { commit: head, description: `HEAD, ${head.slice(0, 8)}` };
  throw new UserError(
    "There is nothing to compare with.",
    "This folder is not in a git repository, or has no commit yet.",
    ["commit what is deployed today: git init && git add --all && git commit"],
  );
}

/** Writes the files of a revision below `folder`, next to nothing else; returns the folder of the app there. */
export async function exportRevision(commit: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const prefix = await git(["rev-parse", "--show-prefix"]);
  const top = await git(["rev-parse", "--show-toplevel"]);
  // An index of its own: the user's index and work tree stay as they are.
  const env = { ...withoutValues(process.env), GIT_INDEX_FILE: path.join(folder, ".index") };
  const options = { env, cwd: top, signal: interruption() };
  await run("git", ["read-tree", commit], options);
  await run("git", ["checkout-index", "--all", `--prefix=${folder}${path.sep}`], options);
  const app = path.join(folder, prefix);
  await symlink(path.resolve("node_modules"), path.join(app, "node_modules"));
  return app;
}

async function commitOf(revision: string): Promise<string | undefined> {
  const name = `${revision}^{commit}`;
  return git(["rev-parse", "--verify", "--quiet", "--end-of-options", name]).catch(() => undefined);
}

async function git(args: readonly string[]): Promise<string> {
  const options = { env: withoutValues(process.env), signal: interruption() };
  const { stdout } = await run("git", [...args], options);
  return stdout.trim();
}

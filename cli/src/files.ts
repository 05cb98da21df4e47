import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

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
  return directory;
}

/** Removes it with all that is in it; more than once does no harm. */
export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  made.delete(directory);
}

function removeAtOnce(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // Nobody is left to tell.
  }
}

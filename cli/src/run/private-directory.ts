import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A new folder that only this user can read (mkdtemp makes it with mode 0700). */
export async function makePrivateDirectory(): Promise<string> {
  return realpath(await mkdtemp(path.join(tmpdir(), "ecs-secrets-")));
}

/** Removes it with all that is in it; more than once does no harm. */
export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { PROVIDER } from "./mirror-contents";

const MAXIMUM_DEPTH = 4;
/** The search is a convenience: it must stay below the blink of an eye on a big machine. */
const MAXIMUM_FOLDERS = 4_000;

/** Folders that are large and never a mirror. */
const SKIPPED = new Set([
  "node_modules",
  "site-packages",
  "dist-packages",
  "docker",
  "containerd",
  "dpkg",
  "apt",
  "doc",
  "locale",
  "man",
  "fonts",
  "icons",
  "zoneinfo",
  "modules",
]);

/** The folders below some prefixes that hold the provider's address as a path: nearest first, prefix by prefix. */
export function* findMirrorRoots(prefixes: readonly string[]): Generator<string> {
  for (const prefix of prefixes) {
    let level = [prefix];
    let visited = 0;
    for (let depth = 0; depth <= MAXIMUM_DEPTH && level.length > 0; depth += 1) {
      const next: string[] = [];
      for (const folder of level) {
        if ((visited += 1) > MAXIMUM_FOLDERS) break;
        if (existsSync(path.join(folder, ...PROVIDER.split("/")))) yield folder;
        next.push(...subfolders(folder));
      }
      level = next;
    }
  }
}

/** Real folders only: a symbolic link may lead anywhere, also back. */
function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name),
      )
      .map((entry) => path.join(folder, entry.name))
      .sort();
  } catch {
    return [];
  }
}

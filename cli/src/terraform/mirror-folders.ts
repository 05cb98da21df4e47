import path from "node:path";
import { existsSync, readdirSync } from "node:fs";

/** The provider's full address, which is also its path in a mirror. */
export const PROVIDER = "registry.terraform.io/hashicorp/aws";

const PACKED = /^terraform-provider-aws_(\d[^_]*)_([a-z0-9]+_[a-z0-9]+)\.zip$/;

/** One package of a mirror. */
export interface MirroredProvider {
  readonly version: string;
  /** Such as linux_amd64. */
  readonly platform: string;
}

/**
 * The AWS provider packages of a filesystem mirror, in either of its layouts.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export function listMirrored(mirror: string): MirroredProvider[] {
  const folder = path.join(mirror, ...PROVIDER.split("/"));
  return namesIn(folder).flatMap((name) => {
    const [, version, platform] = PACKED.exec(name) ?? [];
    if (version !== undefined && platform !== undefined) return [{ version, platform }];
    return /^\d/.test(name) ? unpacked(folder, name) : [];
  });
}

/** VERSION/PLATFORM/ with the provider's executable in it: an empty folder would fail only at init. */
function unpacked(folder: string, version: string): MirroredProvider[] {
  return namesIn(path.join(folder, version))
    .filter((platform) =>
      namesIn(path.join(folder, version, platform)).some((name) =>
        name.startsWith("terraform-provider-aws"),
      ),
    )
    .map((platform) => ({ version, platform }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

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

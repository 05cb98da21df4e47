import { existsSync } from "node:fs";
import path from "node:path";
import { type FilesystemMirror, namesIn } from "./cli-config";
import { homeOf } from "./environment";
import { whoElseWrites } from "./who-else-writes";

/** A folder that Terraform takes providers from without being told, and before any registry. */
export interface ImpliedMirror extends FilesystemMirror {
  /** Who else may put a provider into it. @default - nobody */
  readonly problem?: string;
}

/** Those that are on this machine. */
export function findImpliedMirrors(env: NodeJS.ProcessEnv): readonly ImpliedMirror[] {
  return impliedFolders(env)
    .filter(existsSync)
    .map((folder) => ({
      folder,
      providers: providersIn(folder),
      problem: whoElseWrites(folder),
    }));
}

const ADDRESS = /^[\w.:-]+\/[\w-]+\/[\w-]+$/;

/** HOST/NAMESPACE/TYPE of every provider, as the folders of a mirror spell it. */
function providersIn(folder: string): readonly string[] {
  const below = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => namesIn(path.join(folder, name)).map((each) => `${name}/${each}`));
  return below(below(namesIn(folder))).filter((address) => ADDRESS.test(address));
}

/**
 * The folders Terraform reads as mirrors without being told.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function impliedFolders(env: NodeJS.ProcessEnv): string[] {
  const home = homeOf(env) ?? path.sep;
  switch (process.platform) {
    case "win32": {
      const data = env["APPDATA"] || path.join(home, "AppData", "Roaming");
      return [
        path.join(data, "terraform.d", "plugins"),
        path.join(data, "HashiCorp", "Terraform", "plugins"),
      ];
    }
    case "darwin":
      return [
        path.join(home, ".terraform.d", "plugins"),
        ...[home, path.sep].map((base) =>
          path.join(base, "Library", "Application Support", "io.terraform", "plugins"),
        ),
      ];
    default:
      return [path.join(home, ".terraform.d", "plugins"), ...xdgFolders(env, home)];
  }
}

const SHARED = "/usr/local/share:/usr/share";

/** A variable that is set and empty is none, and a relative path does not count. */
function xdgFolders(env: NodeJS.ProcessEnv, home: string): string[] {
  const own = env["XDG_DATA_HOME"] ?? "";
  const shared = (env["XDG_DATA_DIRS"] || SHARED).split(path.delimiter);
  return [
    path.isAbsolute(own) ? own : path.join(home, ".local", "share"),
    ...shared.filter((folder) => path.isAbsolute(folder)),
  ].map((folder) => path.join(folder, "terraform", "plugins"));
}

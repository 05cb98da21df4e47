import { existsSync } from "node:fs";
import path from "node:path";
import { shellWord } from "../text";
import { UserError } from "../user-error";
import type { CliConfig } from "./cli-config";
import { whoElseWrites } from "./who-else-writes";

/** The provider's full address, which is also its path in a mirror. */
export const PROVIDER = "registry.terraform.io/hashicorp/aws";

/** Where a mirror has it, and a cache. */
export function providerFolder(mirror: string): string {
  return path.join(mirror, ...PROVIDER.split("/"));
}

/**
 * Refuses to start Terraform where a file has providers taken from a folder that others may write to.
 *
 * @param workingDirectory where Terraform runs: from there it follows a relative path in a file
 */
export function refuseNamed(config: CliConfig, workingDirectory: string): void {
  for (const named of config.mirrors) {
    refuse({ what: "provider mirror", named, says: config.file }, workingDirectory);
  }
  for (const named of config.overrides) {
    refuse({ what: "provider mirror", named, says: config.file, whole: true }, workingDirectory);
  }
}

/**
 * Refuses a cache to which others may write: `init` takes from it what it would download.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 */
export function refuseCaches(
  env: NodeJS.ProcessEnv,
  configs: readonly CliConfig[],
  workingDirectory: string,
): void {
  const what = "provider cache";
  const variable = env["TF_PLUGIN_CACHE_DIR"];
  // It goes before what the files say, and is handed on as an absolute path.
  if (variable !== undefined && variable !== "") {
    refuse({ what, named: path.resolve(variable), says: "TF_PLUGIN_CACHE_DIR" }, workingDirectory);
    return;
  }
  for (const { file, caches } of configs) {
    for (const named of caches) refuse({ what, named, says: file }, workingDirectory);
  }
}

/** Refuses a folder of providers that TF_CLI_ARGS_init names and to which others may write: `init` takes them from it alone. */
export function refusePluginFolders(env: NodeJS.ProcessEnv, workingDirectory: string): void {
  const says = "TF_CLI_ARGS_init";
  const words = wordsOf(env[says] ?? "");
  for (const [index, word] of words.entries()) {
    const [isMeant, folder = words[index + 1]] = /^--?plugin-dir(?:=([^]*))?$/.exec(word) ?? [];
    if (isMeant === undefined || folder === undefined) continue;
    refuse({ what: "provider mirror", named: folder, says }, workingDirectory);
  }
}

/** As a shell would split it: Terraform does. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?:[^\s"'\\]|\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*')+/g) ?? [];
  const quoted = /\\([^])|"((?:\\[^]|[^"\\])*)"|'([^']*)'/g;
  return words.map((word) =>
    word.replace(quoted, (_, sign?: string, double?: string, single?: string) => {
      return sign ?? double?.replace(/\\([^])/g, "$1") ?? single ?? "";
    }),
  );
}

/** A folder of which providers are started. */
interface NamedFolder {
  readonly what: "provider mirror" | "provider cache";
  readonly named: string;
  /** What names it. */
  readonly says: string;
  /** Whether the provider stands in it and in no folder of its address. @default false */
  readonly whole?: boolean;
}

function refuse({ what, named, says, whole }: NamedFolder, workingDirectory: string): void {
  const place = path.resolve(workingDirectory, named);
  const folder = [...(whole === true ? [] : [providerFolder(place)]), place].find(existsSync);
  const problem = folder === undefined ? undefined : whoElseWrites(folder);
  if (problem === undefined) return;
  throw new UserError(
    `The ${what} "${named}" is refused.`,
    `Terraform would run a program in it with your credentials, as ${says} says, and ${problem}.`,
    [
      `make it yours alone, and the folders above it: chmod -R go-w ${shellWord(place)}`,
      `or name another one in ${says}`,
    ],
  );
}

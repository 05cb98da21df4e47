import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { shellWord } from "../text";
import { UserError } from "../user-error";
import { compareVersions, satisfies } from "./binary";
import {
  type CliConfig,
  configFiles,
  type FilesystemMirror,
  namesIn,
  readCliConfig,
  writeCliConfig,
} from "./cli-config";
import { configuredCliConfigFile } from "./environment";
import { findImpliedMirrors, impliedFolders } from "./implied-mirrors";
import { PROVIDER, providerFolder, refuseCaches, refuseNamed } from "./named-folders";
import { whoElseWrites } from "./who-else-writes";

/** Where Terraform will take the AWS provider from. */
export interface ProviderSource {
  readonly kind: "user-config" | "mirror" | "registry";
  /** The value for TF_CLI_CONFIG_FILE; undefined means: leave it unset. */
  readonly cliConfigFile?: string;
  /** The provider version the mirror will serve. */
  readonly version?: string;
  /** The folder that serves it. */
  readonly mirror?: string;
  /** One line for the user. */
  readonly description: string;
}

/** What to look for, and where. */
export interface ProviderMirrorSearch {
  /** A Terraform version constraint, as in the stack's `required_providers`. */
  readonly wantedVersion: string;
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Folders to search below, instead of the usual system prefixes. */
  readonly searchPrefixes?: readonly string[];
}

/** What to look for, and where to write the CLI configuration. */
export interface ProviderMirrorOptions extends ProviderMirrorSearch {
  /** An existing private folder for the CLI configuration file. */
  readonly configDirectory: string;
  /** Where Terraform will run. @default - the working directory */
  readonly workingDirectory?: string;
}

/** A mirror that serves the wanted provider. */
export interface ProviderMirror {
  readonly folder: string;
  readonly version: string;
  /** How it was found. */
  readonly how: string;
}

/**
 * Finds a filesystem mirror that holds the wanted AWS provider for this machine, else falls back to the registry.
 *
 * @throws UserError where Terraform would take it from a folder that others may write to
 */
export async function findProviderMirror(options: ProviderMirrorOptions): Promise<ProviderSource> {
  const env = options.env ?? process.env;
  const { workingDirectory = process.cwd() } = options;
  const configs = configFiles(env).map((file) => readCliConfig(file, env));
  refuseCaches(env, configs, workingDirectory);
  const [main] = configs;
  const decisive = configs.find(({ decides }) => decides);
  const own = decisive ?? (configuredCliConfigFile(env) === undefined ? undefined : main);
  if (own !== undefined) {
    if (decisive === undefined) refuseImplied(env, own.file);
    else for (const config of configs) refuseNamed(config, workingDirectory);
    return {
      kind: "user-config",
      // One that is named is read alone: of several in the home, all are to be.
      ...(configs.length === 1 ? { cliConfigFile: main?.file } : {}),
      description: `the provider comes from where ${path.basename(own.file)} says`,
    };
  }
  const mirror = locateProviderMirror(options);
  if (mirror === undefined) return registry(options, env, configs);
  const { folder, version, how } = mirror;
  const mirrors = [{ folder, providers: [PROVIDER] }, ...othersImplied(env)];
  return {
    kind: "mirror",
    cliConfigFile: await writeCliConfig(options.configDirectory, mirrors, configs),
    version,
    mirror: folder,
    description: `the provider hashicorp/aws ${version} comes from the mirror ${folder} (${how})`,
  };
}

/** Without a configuration Terraform takes what its own folders have, also those that were passed over here. */
async function registry(
  { wantedVersion, configDirectory }: ProviderMirrorOptions,
  env: NodeJS.ProcessEnv,
  [settings]: readonly CliConfig[],
): Promise<ProviderSource> {
  const kind = "registry";
  const description = `the provider hashicorp/aws ${wantedVersion} comes from the public registry`;
  const refused = findImpliedMirrors(env).find(({ problem }) => problem !== undefined);
  if (refused === undefined) return { kind, description };
  // Whoever configures Terraform is asked where providers are to come from.
  if (settings !== undefined) refuseImplied(env, settings.file);
  return {
    kind,
    cliConfigFile: await writeCliConfig(configDirectory, othersImplied(env)),
    description: `${description} (not from ${refused.folder}: ${refused.problem})`,
  };
}

/** What Terraform takes from its own folders beside the AWS provider, where nobody else writes to them. */
function othersImplied(env: NodeJS.ProcessEnv): readonly FilesystemMirror[] {
  return findImpliedMirrors(env)
    .filter(({ problem }) => problem === undefined)
    .map(({ folder, providers }) => {
      return { folder, providers: providers.filter((provider) => provider !== PROVIDER) };
    });
}

/** Refuses to start Terraform where it would take providers from a folder that others may write to. */
function refuseImplied(env: NodeJS.ProcessEnv, settings: string): void {
  const refused = findImpliedMirrors(env).find(({ problem }) => problem !== undefined);
  if (refused === undefined) return;
  const { folder, problem } = refused;
  throw new UserError(
    `The provider mirror "${folder}" is refused.`,
    `Terraform looks into it before any registry and would run a program in it with your credentials, and ${problem}.`,
    [
      `make it yours alone, and the folders above it: chmod -R go-w ${shellWord(folder)}`,
      `or say in ${settings} where providers come from: provider_installation { direct {} }`,
    ],
  );
}

/** Looks for a mirror without writing anything; throws when the one that the user named does not serve. */
export function locateProviderMirror(search: ProviderMirrorSearch): ProviderMirror | undefined {
  const env = search.env ?? process.env;
  const wanted = search.wantedVersion;
  const named = env["ECS_SECRETS_PROVIDER_MIRROR"];
  if (named !== undefined && named !== "") {
    const mirror = firstServing([named], wanted, NAMED);
    if (mirror === undefined) throw unusable(named, wanted);
    const problem = whoElseWrites(providerFolder(mirror.folder));
    if (problem !== undefined) {
      throw new UserError(
        `The provider mirror "${named}" is refused.`,
        `Terraform would run the program in it with your credentials, and ${problem}.`,
        [
          `make it yours alone, and the folders above it: chmod -R go-w ${shellWord(named)}`,
          "or name a mirror that is",
        ],
      );
    }
    return mirror;
  }
  const prefixes = search.searchPrefixes ?? systemPrefixes();
  return (
    firstServing(impliedFolders(env), wanted, "one of Terraform's own folders") ??
    firstServing(findMirrorRoots(prefixes), wanted, "found on this machine")
  );
}

const NAMED = "named by ECS_SECRETS_PROVIDER_MIRROR";

function firstServing(
  folders: Iterable<string>,
  wanted: string,
  how: string,
): ProviderMirror | undefined {
  for (const folder of folders) {
    const version = bestVersion(folder, wanted);
    if (version === undefined) continue;
    const found = path.resolve(folder);
    // One that was not named is passed over: the next may do.
    if (how === NAMED || whoElseWrites(providerFolder(found)) === undefined)
      return { folder: found, version, how };
  }
  return undefined;
}

/** The newest version for this machine that satisfies the constraint. */
function bestVersion(mirror: string, wanted: string): string | undefined {
  return listMirrored(mirror)
    .filter((entry) => entry.platform === platform())
    .map((entry) => entry.version)
    .filter((version) => satisfies(version, wanted))
    .sort(compareVersions)
    .at(-1);
}

function unusable(mirror: string, wanted: string): UserError {
  const found = listMirrored(mirror).map((entry) => `${entry.version} for ${entry.platform}`);
  const reason =
    found.length === 0
      ? `There is no folder "${PROVIDER}" with a provider in it.`
      : `It holds ${found.sort().join(", ")}.`;
  return new UserError(
    `The provider mirror "${mirror}" does not serve hashicorp/aws ${wanted} for ${platform()}.`,
    `ECS_SECRETS_PROVIDER_MIRROR names it. ${reason}`,
    [
      `fill it: terraform providers mirror -platform=${platform()} ${shellWord(mirror)}`,
      "or unset ECS_SECRETS_PROVIDER_MIRROR to use the public registry",
    ],
  );
}

/** Where administrators and images put things that are no package of the system. */
function systemPrefixes(): string[] {
  if (process.platform === "win32") return [];
  const prefixes = [
    ["opt"],
    ["usr", "local"],
    ["srv"],
    ["var", "lib"],
    ["usr", "share"],
    ["usr", "lib"],
  ];
  return prefixes.map((parts) => path.join(path.sep, ...parts));
}

/** Terraform's name for this machine, such as linux_amd64. */
function platform(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const architectures: Partial<Record<string, string>> = { x64: "amd64", ia32: "386" };
  return `${system}_${architectures[process.arch] ?? process.arch}`;
}

const PACKED = /^terraform-provider-aws_(\d[^_]*)_([a-z0-9]+_[a-z0-9]+)\.zip$/;

/** One package of a mirror. */
interface MirroredProvider {
  readonly version: string;
  /** Such as linux_amd64. */
  readonly platform: string;
}

/**
 * The AWS provider packages of a filesystem mirror, in either of its layouts.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
function listMirrored(mirror: string): MirroredProvider[] {
  const folder = providerFolder(mirror);
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
function* findMirrorRoots(prefixes: readonly string[]): Generator<string> {
  for (const prefix of prefixes) {
    let level = [prefix];
    let visited = 0;
    for (let depth = 0; depth <= MAXIMUM_DEPTH && level.length > 0; depth += 1) {
      const next: string[] = [];
      for (const folder of level) {
        if ((visited += 1) > MAXIMUM_FOLDERS) break;
        if (existsSync(providerFolder(folder))) yield folder;
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

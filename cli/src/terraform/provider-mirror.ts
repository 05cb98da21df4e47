import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { shellWord } from "../text";
import { UserError } from "../user-error";
import { configuredCliConfigFile } from "./environment";
import { compareVersions, satisfies } from "./binary";

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
}

/** A mirror that serves the wanted provider. */
export interface ProviderMirror {
  readonly folder: string;
  readonly version: string;
  /** How it was found. */
  readonly how: string;
}

/** Finds a filesystem mirror that holds the wanted AWS provider for this machine, else falls back to the registry. */
export async function findProviderMirror(options: ProviderMirrorOptions): Promise<ProviderSource> {
  const env = options.env ?? process.env;
  const own = configuredCliConfigFile(env) ?? defaultCliConfigWithInstallation(env);
  if (own !== undefined) {
    return {
      kind: "user-config",
      cliConfigFile: own,
      description: `the provider comes from where ${path.basename(own)} says`,
    };
  }
  const mirror = locateProviderMirror(options);
  if (mirror === undefined) {
    return {
      kind: "registry",
      description: `the provider hashicorp/aws ${options.wantedVersion} comes from the public registry`,
    };
  }
  return {
    kind: "mirror",
    cliConfigFile: await writeMirrorConfig(options.configDirectory, mirror.folder),
    version: mirror.version,
    mirror: mirror.folder,
    description: `the provider hashicorp/aws ${mirror.version} comes from the mirror ${mirror.folder} (${mirror.how})`,
  };
}

/** Looks for a mirror without writing anything; throws when the one that the user named does not serve. */
export function locateProviderMirror(search: ProviderMirrorSearch): ProviderMirror | undefined {
  const env = search.env ?? process.env;
  const wanted = search.wantedVersion;
  const named = env["ECS_SECRETS_PROVIDER_MIRROR"];
  if (named !== undefined && named !== "") {
    const mirror = firstServing([named], wanted, NAMED);
    if (mirror === undefined) throw unusable(named, wanted);
    const problem = whoElseWrites(mirror.folder);
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
    firstServing(implied(env), wanted, "one of Terraform's own folders") ??
    firstServing(findMirrorRoots(prefixes), wanted, "found on this machine")
  );
}

const NAMED = "named by ECS_SECRETS_PROVIDER_MIRROR";

/** Who beside this user and the administrator may change what a mirror serves; undefined where no other user may. */
function whoElseWrites(mirror: string): string | undefined {
  const own = process.getuid?.();
  if (own === undefined) return undefined;
  const provider = path.join(mirror, ...PROVIDER.split("/"));
  const below = readdirSync(provider, { recursive: true, encoding: "utf8" });
  const served = [provider, ...below.map((name) => path.join(provider, name))].flatMap(withTarget);
  for (const file of new Set([...served, ...[provider, ...served].flatMap(foldersOnTheWay)])) {
    const { uid, gid, mode } = statSync(file);
    const foreign = [uid, lstatSync(file).uid].find((owner) => ![own, 0].includes(owner));
    if (foreign !== undefined) return `"${file}" belongs to another user (${foreign})`;
    // In a folder like /tmp everybody may write, and touch only what is their own.
    if (!served.includes(file) && (mode & 0o1000) !== 0) continue;
    if ((mode & 0o002) !== 0) return `every user may write to "${file}"`;
    if ((mode & 0o020) !== 0 && hasOthers(gid))
      return `a group of users (${gid}) may write to "${file}"`;
  }
  return undefined;
}

/** A file, and, as Terraform follows links, what it leads to, with what is in that. */
function withTarget(file: string): readonly string[] {
  const real = realpathSync(file);
  if (real === file) return [file];
  const inside = statSync(real).isDirectory() ? readdirSync(real) : [];
  return [real, ...inside.map((name) => path.join(real, name))];
}

/**
 * The folders that lead to a file, also those of each link on the way: who may write to one of them may put another
 * folder, or another link, in the place of the next.
 */
function foldersOnTheWay(file: string): readonly string[] {
  const above = path.dirname(file);
  if (above === file) return [];
  const folder = realpathSync(above);
  const isLink = lstatSync(file).isSymbolicLink();
  const target = isLink ? path.resolve(folder, readlinkSync(file)) : "";
  const ofLink = isLink ? [file, ...foldersOnTheWay(target)] : [];
  return [folder, ...ofLink, ...foldersOnTheWay(above)];
}

/** Whether a group has members beside this user, as far as this machine tells: some are given to nobody. */
function hasOthers(gid: number): boolean {
  if (gid === 0) return false;
  const groups = process.platform === "linux" ? entriesOf("group") : [];
  const named = groups.find(([, , id]) => Number(id) === gid);
  // One of a directory service may have any.
  if (named === undefined) return gid !== process.getgid?.();
  const [, , , members = ""] = named;
  const first = entriesOf("passwd").filter(([, , , id]) => Number(id) === gid);
  const users = [...members.split(","), ...first.map(([user = ""]) => user)];
  return users.some((user) => !["", "root", os.userInfo().username].includes(user));
}

function entriesOf(name: string): readonly (readonly string[])[] {
  try {
    const text = readFileSync(path.join(path.sep, "etc", name), "utf8");
    return text.split("\n").map((line) => line.split(":"));
  } catch {
    return [];
  }
}

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
    if (how === NAMED || whoElseWrites(found) === undefined) return { folder: found, version, how };
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

/**
 * The folders Terraform reads as mirrors without being told.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
function implied(env: NodeJS.ProcessEnv): string[] {
  const home = env["HOME"] ?? os.homedir();
  switch (process.platform) {
    case "win32": {
      const data = env["APPDATA"] ?? path.join(home, "AppData", "Roaming");
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

function xdgFolders(env: NodeJS.ProcessEnv, home: string): string[] {
  const own = env["XDG_DATA_HOME"] || path.join(home, ".local", "share");
  const shared = env["XDG_DATA_DIRS"]?.split(path.delimiter).filter((folder) => folder !== "") ?? [
    path.join(path.sep, "usr", "local", "share"),
    path.join(path.sep, "usr", "share"),
  ];
  return [own, ...shared].map((folder) => path.join(folder, "terraform", "plugins"));
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

/** The user's default CLI configuration file, if it decides where providers come from. */
function defaultCliConfigWithInstallation(env: NodeJS.ProcessEnv): string | undefined {
  const file =
    process.platform === "win32"
      ? path.join(env["APPDATA"] ?? os.homedir(), "terraform.rc")
      : path.join(env["HOME"] ?? os.homedir(), ".terraformrc");
  if (!existsSync(file)) return undefined;
  return /^\s*provider_installation\b/m.test(readFileSync(file, "utf8")) ? file : undefined;
}

/** Writes a CLI configuration that takes one provider from a mirror and everything else from its registry. */
async function writeMirrorConfig(directory: string, mirror: string): Promise<string> {
  const file = path.join(directory, "ecs-secrets.tfrc");
  const include = JSON.stringify([PROVIDER]);
  const lines = [
    "provider_installation {",
    "  filesystem_mirror {",
    `    path    = ${JSON.stringify(mirror)}`,
    `    include = ${include}`,
    "  }",
    "  direct {",
    `    exclude = ${include}`,
    "  }",
    "}",
    "",
  ];
  await writeFile(file, lines.join("\n"), { mode: 0o600 });
  return file;
}

/** The provider's full address, which is also its path in a mirror. */
const PROVIDER = "registry.terraform.io/hashicorp/aws";

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
function* findMirrorRoots(prefixes: readonly string[]): Generator<string> {
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

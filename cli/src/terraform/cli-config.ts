import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../user-error";
import { configuredCliConfigFile, homeOf, requireFile } from "./environment";
import { HclError, type HclItem, type HclValue, isJson, parseHcl } from "./hcl";

/**
 * The user's files that configure Terraform. It merges those of the home, and reads none of them where
 * TF_CLI_CONFIG_FILE names another.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file
 */
export function configFiles(env: NodeJS.ProcessEnv): readonly string[] {
  const named = configuredCliConfigFile(env);
  if (named !== undefined) return [named];
  const windows = process.platform === "win32";
  const home = (windows && env["APPDATA"]) || homeOf(env);
  if (home === undefined) return [];
  const folder = path.join(home, windows ? "terraform.d" : ".terraform.d");
  const more = namesIn(folder).filter((name) => /\.tfrc(\.json)?$/.test(name));
  const main = path.join(home, windows ? "terraform.rc" : ".terraformrc");
  return [main, ...more.sort().map((name) => path.join(folder, name))].filter(existsSync);
}

/** What a file that configures Terraform says of providers. */
export interface CliConfig {
  readonly file: string;
  readonly text: string;
  /** Whether it decides where they come from: Terraform then takes none from the folders that it looks into by itself. */
  readonly decides: boolean;
  /** The folders that it has them taken from. */
  readonly mirrors: readonly string[];
  /** The folders of those in development. */
  readonly overrides: readonly string[];
  /** Where they are kept for the next `init`, of several projects. */
  readonly caches: readonly string[];
}

/** @throws UserError where Terraform could not read it either: it would go on without, and take what it finds */
export function readCliConfig(file: string, env: NodeJS.ProcessEnv): CliConfig {
  requireFile(file);
  const text = readFileSync(file, "utf8");
  const settings = itemsOf(file, text);
  const installation = settings.filter(
    ({ keys: [name], isBlock }) => name === "provider_installation" && (isBlock || isJson(text)),
  );
  const below = installation.flatMap(({ value }) => itemsIn(value));
  return {
    file,
    text,
    decides: installation.length > 0,
    mirrors: named(below, "filesystem_mirror")
      .flatMap(({ value }) => named(itemsIn(value), "path"))
      .flatMap(({ value }) => textsIn(value)),
    overrides: named(below, "dev_overrides")
      .flatMap(({ value }) => itemsIn(value))
      .flatMap(({ value }) => textsIn(value)),
    caches: named(settings, "plugin_cache_dir")
      .flatMap(({ value }) => textsIn(value))
      .map((folder) => expanded(folder, env)),
  };
}

function itemsOf(file: string, text: string): readonly HclItem[] {
  try {
    return parseHcl(text).items;
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    throw new UserError(
      `${file} cannot be read as a configuration of Terraform.`,
      `${error.message} Terraform would go on without it, and take providers from elsewhere.`,
      ["correct it: `terraform version` says what it cannot read"],
      { cause: error },
    );
  }
}

/** Terraform takes names in capitals, too. */
function named(items: readonly HclItem[], name: string): readonly HclItem[] {
  return items.filter(({ keys: [key] }) => key?.toLowerCase() === name);
}

/** What is in an object, or in the objects of a list, which stand for several blocks of one name in JSON. */
function itemsIn(value: HclValue): readonly HclItem[] {
  if (typeof value === "string") return [];
  return "items" in value ? value.items : value.flatMap(itemsIn);
}

function textsIn(value: HclValue): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return "items" in value ? [] : value.flatMap(textsIn);
}

/** With the values of variables, as Terraform has them in this place alone. */
function expanded(folder: string, env: NodeJS.ProcessEnv): string {
  const variable = /\$(?:\{([^{}]*)\}|(\w+))/g;
  return folder.replace(
    variable,
    (_, inBraces?: string, bare?: string) => env[inBraces ?? bare ?? ""] ?? "",
  );
}

/** A folder that providers are taken from. */
export interface FilesystemMirror {
  readonly folder: string;
  /** Addresses of the providers that come from it and from nowhere else. */
  readonly providers: readonly string[];
}

/**
 * Writes a CLI configuration that takes some providers from mirrors and everything else from its registry.
 *
 * @param settings the user's own files, which Terraform does not read beside this one: what they say goes into it, such as
 * the login to a registry. @default - there are none
 */
export async function writeCliConfig(
  directory: string,
  mirrors: readonly FilesystemMirror[],
  settings: readonly CliConfig[] = [],
): Promise<string> {
  const file = path.join(directory, "ecs-secrets.tfrc");
  const local = [...new Set(mirrors.flatMap(({ providers }) => providers))];
  const lines = [
    // One in JSON cannot stand in this syntax; what `terraform login` wrote is read in any case.
    ...settings.map(({ text }) => text).filter((text) => !isJson(text)),
    "provider_installation {",
    // With nothing to include, one would serve everything.
    ...mirrors
      .filter(({ providers }) => providers.length > 0)
      .flatMap(({ folder, providers }) => [
        "  filesystem_mirror {",
        `    path    = ${JSON.stringify(folder)}`,
        `    include = ${JSON.stringify(providers)}`,
        "  }",
      ]),
    "  direct {",
    ...(local.length === 0 ? [] : [`    exclude = ${JSON.stringify(local)}`]),
    "  }",
    "}",
    "",
  ];
  await writeFile(file, lines.join("\n"), { mode: 0o600 });
  return file;
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { configuredCliConfigFile } from "./environment";

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
  const home = windows ? (env["APPDATA"] ?? os.homedir()) : (env["HOME"] ?? os.homedir());
  const folder = path.join(home, windows ? "terraform.d" : ".terraform.d");
  const more = namesIn(folder).filter((name) => /\.tfrc(\.json)?$/.test(name));
  const main = path.join(home, windows ? "terraform.rc" : ".terraformrc");
  return [main, ...more.sort().map((name) => path.join(folder, name))].filter(existsSync);
}

/** A line of its own, or a block: further behind something the same signs may be in a text, such as a URL. */
const COMMENT = /^\s*(#|\/\/).*$|\/\*[^]*?\*\//gm;

/** Whether a file decides where providers come from: Terraform then takes none from the folders that it looks into by itself. */
export function decidesOnProviders(file: string): boolean {
  return /(?:^|[{,])\s*"?provider_installation\b/m.test(withoutComments(file));
}

function withoutComments(file: string): string {
  return readFileSync(file, "utf8").replace(COMMENT, "");
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/.source;
/** In the syntax of Terraform and in JSON. */
const MIRROR = new RegExp(
  `filesystem_mirror"?[\\s:=[]*\\{[^{}]*?\\bpath"?\\s*[:=]\\s*${QUOTED}`,
  "g",
);
const OVERRIDES = /dev_overrides"?[\s:=[]*\{([^{}]*)\}/g;
const OVERRIDE = new RegExp(`[:=]\\s*${QUOTED}`, "g");

/** The folders from which a file has providers taken, those in development among them. */
export function mirrorsNamedIn(file: string): readonly string[] {
  const text = withoutComments(file);
  const overrides = [...text.matchAll(OVERRIDES)].flatMap(([, inside = ""]) => [
    ...inside.matchAll(OVERRIDE),
  ]);
  return [...text.matchAll(MIRROR), ...overrides].map(
    ([, folder = ""]) => JSON.parse(`"${folder}"`) as string,
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
  settings: readonly string[] = [],
): Promise<string> {
  const file = path.join(directory, "ecs-secrets.tfrc");
  const local = [...new Set(mirrors.flatMap(({ providers }) => providers))];
  const lines = [
    // One in JSON cannot stand in this syntax; what `terraform login` wrote is read in any case.
    ...settings.filter((name) => !name.endsWith(".json")).map((name) => readFileSync(name, "utf8")),
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

import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** The user's own TF_CLI_CONFIG_FILE, or undefined when it is unset or names a file that is not there. */
export function configuredCliConfigFile(env: NodeJS.ProcessEnv): string | undefined {
  const file = env["TF_CLI_CONFIG_FILE"];
  // Terraform only warns about a missing file and goes on without: so do we, without the warnings.
  return file !== undefined && file !== "" && existsSync(file) ? file : undefined;
}

/** The user's default CLI configuration file, if it decides where providers come from. */
export function defaultCliConfigWithInstallation(env: NodeJS.ProcessEnv): string | undefined {
  const file =
    process.platform === "win32"
      ? path.join(env["APPDATA"] ?? os.homedir(), "terraform.rc")
      : path.join(env["HOME"] ?? os.homedir(), ".terraformrc");
  if (!existsSync(file)) return undefined;
  return /^\s*provider_installation\b/m.test(readFileSync(file, "utf8")) ? file : undefined;
}

/** Writes a CLI configuration that takes one provider from a mirror and everything else from its registry. */
export async function writeMirrorConfig(
  directory: string,
  mirror: string,
  provider: string,
): Promise<string> {
  const file = path.join(directory, "ecs-secrets.tfrc");
  const include = JSON.stringify([provider]);
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

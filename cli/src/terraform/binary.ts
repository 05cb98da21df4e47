import path from "node:path";
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { UserError } from "../user-error";
import { configuredCliConfigFile, withoutValues } from "./environment";
import { compareVersions } from "./version-constraint";

/** The oldest version with write-only arguments, in Terraform and in OpenTofu. */
const MINIMUM_VERSION = "1.11.0";

const INSTALL = [
  "install Terraform >= 1.11: https://developer.hashicorp.com/terraform/install",
  "or OpenTofu >= 1.11: https://opentofu.org/docs/intro/install/",
  "or name another binary: TERRAFORM_BINARY_NAME=/path/to/terraform",
];

/** A Terraform-compatible binary that is recent enough. */
export interface TerraformBinary {
  readonly path: string;
  readonly product: "terraform" | "tofu";
  readonly version: string;
}

/** Finds the binary the user named with TERRAFORM_BINARY_NAME, else `terraform`, else `tofu`, and checks its version. */
export async function findTerraform(
  env: NodeJS.ProcessEnv = process.env,
): Promise<TerraformBinary> {
  const file = locate(env);
  // The product is only in the text form; both forms at once cost one start-up instead of two.
  const [json, text] = await Promise.all([
    run(file, ["version", "-json"], env),
    run(file, ["version"], env),
  ]);
  const version = readVersion(json);
  if (version === undefined) {
    throw new UserError(
      `"${file}" is not a Terraform-compatible binary.`,
      `\`${path.basename(file)} version -json\` did not print a "terraform_version".`,
      INSTALL,
    );
  }
  const product =
    /^OpenTofu\b/m.test(text) || /tofu/.test(path.basename(file)) ? "tofu" : "terraform";
  if (compareVersions(version, MINIMUM_VERSION) < 0) {
    throw new UserError(
      `${product === "tofu" ? "OpenTofu" : "Terraform"} ${version} is too old: 1.11 or newer is needed.`,
      `"${file}" does not know write-only arguments, which keep secret values out of plan and state.`,
      INSTALL,
    );
  }
  return { path: file, product, version };
}

function locate(env: NodeJS.ProcessEnv): string {
  const named = env["TERRAFORM_BINARY_NAME"];
  if (named !== undefined && named !== "") {
    const file = findOnPath(named, env);
    if (file !== undefined) return file;
    throw new UserError(
      `The Terraform binary "${named}" was not found.`,
      "TERRAFORM_BINARY_NAME names it, but it is not an executable file on PATH.",
      ["correct or unset TERRAFORM_BINARY_NAME", ...INSTALL.slice(0, 2)],
    );
  }
  const file = findOnPath("terraform", env) ?? findOnPath("tofu", env);
  if (file !== undefined) return file;
  throw new UserError(
    "Terraform was not found.",
    "Neither `terraform` nor `tofu` is an executable file on PATH.",
    INSTALL,
  );
}

/** Runs a quick subcommand; an error shows in its output, which the caller judges. */
function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const quiet = {
    ...withoutValues(env),
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: configuredCliConfigFile(env),
  };
  return new Promise((resolve) => {
    execFile(file, args, { env: quiet, timeout: 20_000 }, (_error, stdout) => resolve(stdout));
  });
}

function readVersion(output: string): string | undefined {
  try {
    // Anything before the brace is a warning about the CLI configuration.
    const parsed: unknown = JSON.parse(output.slice(Math.max(0, output.indexOf("{"))));
    if (typeof parsed !== "object" || parsed === null || !("terraform_version" in parsed)) return;
    return typeof parsed.terraform_version === "string" ? parsed.terraform_version : undefined;
  } catch {
    return undefined;
  }
}

/** The full path of a program, found as a shell would, or undefined. A name with a separator is a path already. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (name.includes("/") || name.includes(path.sep)) {
    return isExecutable(name) ? path.resolve(name) : undefined;
  }
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const candidate = path.join(folder, name + suffix);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

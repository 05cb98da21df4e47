import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { oneLine, sentence } from "../text";
import { UserError } from "../user-error";
import { configuredCliConfigFile, ownSettings, withoutValues } from "./environment";
import { runQuickly } from "./terraform-process";

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
  const [{ stdout: json, problem }, { stdout: text }] = await Promise.all([
    run(file, ["version", "-json"], env),
    run(file, ["version"], env),
  ]);
  const version = readVersion(json);
  if (version === undefined) {
    throw new UserError(
      `"${file}" is not a Terraform-compatible binary.`,
      `\`${path.basename(file)} version -json\` did not print a "terraform_version"${problem && `: ${problem}`}.`,
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

/** What a quick subcommand printed, and the last that it said of a problem: the caller judges it. */
interface Said {
  readonly stdout: string;
  readonly problem: string;
}

async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> {
  const quiet = {
    ...withoutValues(env),
    ...ownSettings(env),
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: configuredCliConfigFile(env),
    TERRAFORM_CONFIG: undefined,
  };
  const { ok, stdout, stderr } = await runQuickly(file, args, { env: quiet, timeoutMs: 20_000 });
  const [last = ""] = stderr.trim().split("\n").slice(-1);
  return { stdout, problem: ok ? "" : sentence(oneLine(last)) };
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

/** A version as numbers, with the pre-release label if it has one. */
interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

/** Orders two versions such as "5.100.0": negative when the first is older. */
export function compareVersions(left: string, right: string): number {
  return compare(parse(left), parse(right));
}

/**
 * Whether a version satisfies a Terraform version constraint such as ">= 5.9, < 6.0" or "~> 5.90".
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function satisfies(version: string, constraint: string): boolean {
  const candidate = parse(version);
  return constraint
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .every((part) => satisfiesOne(candidate, part));
}

function satisfiesOne(candidate: Version, part: string): boolean {
  const [, operator = "=", text = part] = /^(~>|>=|<=|!=|=|>|<)?\s*(\S+)$/.exec(part) ?? [];
  const wanted = parse(text);
  const order = compare(candidate, wanted);
  // Terraform takes a pre-release only when it is asked for by its exact name.
  if (candidate.prerelease !== "" && operator !== "=") return false;
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    default:
      return order >= 0 && sharesLeadingNumbers(candidate, wanted);
  }
}

/** `~> 5.90` lets the last number given grow and pins those before it. */
function sharesLeadingNumbers(candidate: Version, wanted: Version): boolean {
  const pinned = wanted.numbers.slice(0, Math.max(1, wanted.numbers.length - 1));
  return pinned.every((number, index) => (candidate.numbers[index] ?? 0) === number);
}

function parse(text: string): Version {
  const [core = "", prerelease = ""] =
    text.trim().replace(/^v/, "").split("+", 1)[0]?.split(/-(.*)/s) ?? [];
  return { numbers: core.split(".").map((part) => Number.parseInt(part, 10) || 0), prerelease };
}

function compare(left: Version, right: Version): number {
  const length = Math.max(left.numbers.length, right.numbers.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.prerelease === right.prerelease) return 0;
  if (left.prerelease === "") return 1;
  if (right.prerelease === "") return -1;
  return left.prerelease < right.prerelease ? -1 : 1;
}

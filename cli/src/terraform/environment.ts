import { existsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { UserError } from "../user-error";

/**
 * The user's own TF_CLI_CONFIG_FILE as an absolute path, or undefined when it is unset or names a file that is not there.
 *
 * @throws UserError where it can be read only once, or never comes to an end
 */
export function configuredCliConfigFile(env: NodeJS.ProcessEnv): string | undefined {
  // The older name counts as long as the newer one is unset.
  const file = env["TF_CLI_CONFIG_FILE"] || env["TERRAFORM_CONFIG"];
  // Terraform only warns about a missing file and goes on without: so do we, without the warnings.
  if (file === undefined || file === "" || !existsSync(file)) return undefined;
  requireFile(file);
  return path.resolve(file);
}

/** A pipe would be read by the first of several commands, and would keep it waiting, if nobody writes into it. */
export function requireFile(settings: string): void {
  const found = statSync(settings);
  const isNull = found.isCharacterDevice() && found.rdev === statSync(os.devNull).rdev;
  if (found.isFile() || isNull) return;
  throw new UserError(
    `${settings} cannot configure Terraform.`,
    "It is no file: Terraform reads it anew for every command.",
    ["name a file: export TF_CLI_CONFIG_FILE=/path/to/settings.tfrc"],
  );
}

/** The home as Terraform knows it: one that is set and empty is none; undefined where the account has none either. */
export function homeOf(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["HOME"];
  if (named !== undefined && named !== "") return path.resolve(named);
  try {
    return os.userInfo().homedir || undefined;
  } catch {
    // An account that the system does not know, as a container may have.
    return undefined;
  }
}

/** Folders that count for Terraform. It runs in the folder of a stack, from where a relative path would lead elsewhere. */
const FOLDERS = ["HOME", "TF_PLUGIN_CACHE_DIR", "TMPDIR"];

function withAbsoluteFolders(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = FOLDERS.flatMap((name) => {
    const folder = env[name];
    return folder === undefined || folder === "" ? [] : [[name, path.resolve(folder)] as const];
  });
  return { ...env, ...Object.fromEntries(named) };
}

/** An address of a socket may be so long. */
const LONGEST_SOCKET = process.platform === "linux" ? 107 : 103;

/** As a provider calls the socket on which Terraform asks it, at its longest. */
const SOCKET = "plugin4294967295";

/** Terraform would say that it could not load a schema. */
function refuseLongTemporary({ TMPDIR: folder = "" }: NodeJS.ProcessEnv): void {
  const longest = LONGEST_SOCKET - SOCKET.length - 1;
  if (process.platform === "win32" || Buffer.byteLength(folder) <= longest) return;
  throw new UserError(
    `The folder for temporary files, ${folder}, cannot be used.`,
    `Terraform and its providers talk through sockets there: its name may have at most ${longest} bytes, and has ${Buffer.byteLength(folder)}.`,
    ["name one with a shorter name: export TMPDIR=/tmp"],
  );
}

/** The log levels that print no request bodies. Terraform takes any unknown word as TRACE. */
const HARMLESS_LEVELS = new Set(["", "OFF", "ERROR", "WARN", "INFO"]);

/** The environment for Terraform: the caller's, made fit for running unattended; undefined entries are removed. */
export function terraformEnvironment(
  base: NodeJS.ProcessEnv,
  overrides: NodeJS.ProcessEnv,
  variables: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const env = withAbsoluteFolders({ ...base, ...overrides });
  refuseLongTemporary(env);
  refuseRevealingLogs(env);
  refuseArguments(env);
  for (const [name, value] of Object.entries(variables)) env[`TF_VAR_${name}`] = value;
  return {
    ...env,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: configuredCliConfigFile(env),
    TERRAFORM_CONFIG: undefined,
    // Over plain HTTP no certificate is checked: a bundle would only be one more file to fail on.
    AWS_CA_BUNDLE: env["AWS_ENDPOINT_URL"]?.startsWith("http:") ? undefined : env["AWS_CA_BUNDLE"],
  };
}

/** TF_LOG=DEBUG and TRACE print request bodies, write-only values included. */
function refuseRevealingLogs(env: NodeJS.ProcessEnv): void {
  for (const [name, value = ""] of Object.entries(env)) {
    if (!/^TF_LOG(_|$)/.test(name) || name.startsWith("TF_LOG_PATH")) continue;
    if (HARMLESS_LEVELS.has(value.toUpperCase())) continue;
    throw new UserError(
      `${name}=${value} is refused.`,
      "At this level Terraform and the AWS provider print request bodies, secret values included.",
      [`unset ${name}`, `or ${name}=INFO`],
    );
  }
}

/** What may be added to the arguments of a command: how it works, and neither what it covers nor what it prints. */
const HARMLESS_ARGUMENT = /^--?(no-color|compact-warnings|parallelism|lock-timeout|var-file)(=|$)/;

/** With `-target` a review would show a part of the change, with `-var` a value would stand in the environment of all. */
function refuseArguments(env: NodeJS.ProcessEnv): void {
  for (const [name, value = ""] of Object.entries(env)) {
    if (!/^TF_CLI_ARGS(_|$)/.test(name) || name === "TF_CLI_ARGS_init") continue;
    const words = value.split(/\s+/).filter((word) => word !== "");
    const other = words.find((word) => !HARMLESS_ARGUMENT.test(word));
    if (other === undefined) continue;
    // What follows the sign may be a value.
    const [option] = other.split("=", 1);
    throw new UserError(
      `${name} is refused.`,
      `It has \`${option}\`, and so Terraform would not do what is asked of it here.`,
      [`unset ${name}`, "or leave in it only -parallelism, -lock-timeout, -var-file, -no-color"],
    );
  }
}

/** What the user set for Terraform runs of their own, to be taken out of an environment. */
export function ownSettings(env: NodeJS.ProcessEnv): Readonly<Record<string, undefined>> {
  return takenOut(env, (name) => /^TF_(CLI_ARGS(_.*)?|DATA_DIR|WORKSPACE)$/.test(name));
}

/**
 * The variables that the user set and that hold no plain text of a stack, to be taken out of an environment: its values
 * are given to the command that writes them, and what else is set may be values of other stacks.
 */
export function foreignValues(
  env: NodeJS.ProcessEnv,
  plainVariables: readonly string[],
): Readonly<Record<string, undefined>> {
  const kept = plainVariables.map((variable) => `TF_VAR_${variable}`);
  return takenOut(env, (name) => name.startsWith("TF_VAR_") && !kept.includes(name));
}

function takenOut(
  env: NodeJS.ProcessEnv,
  isMeant: (name: string) => boolean,
): Readonly<Record<string, undefined>> {
  const names = Object.keys(env).filter(isMeant);
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/**
 * An environment for a program that needs no value: whatever it starts, prints or leaves in a core file could show one.
 * Values of Terraform variables travel in it.
 */
export function withoutValues(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TF_VAR_")));
}

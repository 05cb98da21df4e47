import { readdir } from "node:fs/promises";
import path from "node:path";
import { isMissing, refuseLinks } from "../../files";
import { libraryCommand } from "../../own-command";
import type { SynthesizedStack } from "../../run";
import { STACK_FILE } from "../../terraform";
import { UserError } from "../../user-error";

/**
 * What Terraform and OpenTofu read in a folder by themselves. A review holds one file of it against another: what stands
 * in a second one would be applied unseen, a value in a `tfvars` goes before the one of `TF_VAR_…`, and a provider in
 * `terraform.d/plugins` goes before the registry's, and is run.
 *
 * @see https://developer.hashicorp.com/terraform/language/files
 * @see https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
const READ =
  /\.(tf|tofu)(\.json)?$|^terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$|^terraform\.d$/i;

/** By these, managers of versions choose the program that is started as `terraform` in a folder. */
const CHOOSES =
  /^\.?(tool-versions|(terraform|opentofu|tofu|terragrunt)-version|mise(\.\w+)*\.toml)$|^\.?mise$/i;

/** @throws UserError where the folder of a stack holds more that Terraform would read than what was synthesized */
export async function refuseOtherFiles({ name, directory }: SynthesizedStack): Promise<void> {
  const files = await readdir(directory).catch((error: unknown) => {
    // Whoever reads the stack says that it is not there.
    if (isMissing(error)) return [];
    throw error;
  });
  const other = files.filter((file) => isRead(file) || CHOOSES.test(file)).sort()[0];
  if (other === undefined) return;
  throw new UserError(
    `The folder of the stack ${name} holds more than what was synthesized.`,
    `Terraform, or what starts it, would read ${JSON.stringify(path.join(directory, other))}, too, and no review compares it.`,
    [`remove the folder, and synthesize again: ${libraryCommand("synth")}`],
  );
}

/** Terraform leaves out what editors keep aside. */
function isRead(file: string): boolean {
  return READ.test(file) && !/^\.|^#.*#$|~$/.test(file) && file !== STACK_FILE;
}

/** What Terraform installs there is its own: with a cache or a mirror these are links. It reads them only. */
const INSTALLED = /[\\/]\.terraform[\\/](providers|modules)$/;

/** Terraform puts a new one in its place, and writes nothing where a link leads. */
const LOCK_FILE = ".terraform.lock.hcl";

/**
 * Whoever made a link decides what an app overwrites that synthesizes over it, and Terraform after it.
 *
 * @param outdir where cdktf synthesizes
 * @throws UserError for a link that stands there or below
 */
export async function refuseLinksIn(outdir: string): Promise<void> {
  // It may be one itself, and nothing below is looked at through it.
  await refuseLinks(path.join(outdir, "stacks"));
  const link = await linkBelow(outdir);
  if (link === undefined) return;
  throw new UserError(
    `${outdir} is refused.`,
    `${JSON.stringify(link)} is a symbolic link, and what is synthesized would be written where it leads.`,
    ["remove the link"],
  );
}

async function linkBelow(folder: string): Promise<string | undefined> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of found) {
    const place = path.join(folder, entry.name);
    if (entry.isSymbolicLink() && entry.name !== LOCK_FILE) return place;
    if (!entry.isDirectory() || INSTALLED.test(place)) continue;
    const link = await linkBelow(place);
    if (link !== undefined) return link;
  }
  return undefined;
}

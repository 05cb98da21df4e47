import { readdir } from "node:fs/promises";
import path from "node:path";
import { isMissing } from "../../files";
import { STACK_FILE } from "../../local-aws";
import { libraryCommand } from "../../own-command";
import type { SynthesizedStack } from "../../run";
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

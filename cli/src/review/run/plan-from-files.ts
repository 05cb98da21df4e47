import { readFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../user-error";
import { readPlan, UnusablePlanError, type StackInput } from "../plan";

/**
 * Plans of any Terraform configuration, as `terraform show -json` printed them.
 *
 * @param files each `name=file`, or a file whose name is the stack's
 */
export async function planFromFiles(files: readonly string[]): Promise<readonly StackInput[]> {
  const named = files.map((argument) => {
    const [, given, file = argument] = /^([^=/\\]+)=(.+)$/s.exec(argument) ?? [];
    return { name: given ?? path.basename(file).replace(/(\.tfplan)?\.json$/, ""), file };
  });
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UserError(
      `Two plans are called "${twice}".`,
      "A review tells stacks apart by their names.",
      [`name them: ${named.map(({ file }, index) => `stack-${index + 1}=${file}`).join(" ")}`],
    );
  }
  return Promise.all(
    named.map(async ({ name, file }) => ({ name, plan: readPlan(await readJson(file)) })),
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch (error) {
    // What cannot be parsed must not be quoted.
    const missing = error instanceof Error && "code" in error;
    throw new UnusablePlanError(
      `The plan ${file} cannot be read.`,
      missing ? "There is no such file, or it may not be read." : "It is no JSON.",
      ["terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json"],
    );
  }
}

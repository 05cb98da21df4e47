import { unzipSync } from "fflate";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../user-error";
import {
  readPlan,
  UnusablePlanError,
  type StackInput,
  type SynthesizedConfiguration,
} from "../plan";

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
    return JSON.parse(decoded(await readFile(file))) as unknown;
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

/** The text of a file: UTF-8, or UTF-16 as PowerShell's `>` writes it, with or without the mark that it begins with. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  const isBig = (first === 0xfe && second === 0xff) || first === 0;
  const isLittle = (first === 0xff && second === 0xfe) || second === 0;
  return new TextDecoder(isBig ? "utf-16be" : isLittle ? "utf-16le" : "utf-8").decode(bytes);
}

/** Where a saved plan keeps the files of the configuration that it was made of; `m-` is the root module. */
const ROOT = "tfconfig/m-/";
const SYNTHESIZED = "cdk.tf.json";

/**
 * The configuration that a saved plan was made of. The folder of the stack may hold another one by now, and an apply
 * does what the plan says: values of environments, too, which no digest of a plan tells.
 *
 * @throws UnusablePlanError when it cannot be read, or is not only what was synthesized
 */
export async function savedConfiguration(planFile: string): Promise<SynthesizedConfiguration> {
  const files = await filesIn(planFile);
  const names = Object.keys(files).filter((name) => name.startsWith(ROOT) && name !== ROOT);
  const others = names
    .map((name) => name.slice(ROOT.length))
    .filter((name) => name !== SYNTHESIZED);
  const synthesized = files[`${ROOT}${SYNTHESIZED}`];
  if (synthesized === undefined)
    throw unusable(planFile, "It was not made of a synthesized stack.");
  if (others.length > 0) {
    throw unusable(planFile, `It was also made of ${others.join(", ")}, which no review saw.`);
  }
  return JSON.parse(Buffer.from(synthesized).toString()) as SynthesizedConfiguration;
}

async function filesIn(planFile: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const bytes = await readFile(planFile).catch(() => {
    throw unusable(planFile, "There is no such file, or it may not be read.");
  });
  try {
    return unzipSync(bytes, { filter: ({ name }) => name.startsWith(ROOT) });
  } catch {
    throw unusable(planFile, "It is no saved plan.");
  }
}

function unusable(planFile: string, reason: string): UnusablePlanError {
  return new UnusablePlanError(`The plan ${planFile} cannot be held against a review.`, reason, [
    "name a file that `review --save-plans` wrote, or leave out --plan: it is then planned again",
  ]);
}

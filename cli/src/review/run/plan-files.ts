import path from "node:path";
import { buffer } from "node:stream/consumers";
import { unzipSync } from "fflate";
import { readNamed, reasonOf } from "../../files";
import { interruption, unlessAborted } from "../../interruptible";
import { InterruptedError, UserError } from "../../user-error";
import {
  isObject,
  readPlan,
  type StackInput,
  type SynthesizedConfiguration,
  UnusablePlanError,
} from "../plan";

const UNREADABLE = "It cannot be read.";

/** Stands for the standard input in the place of a file. */
const STDIN = "-";

/**
 * Plans of any Terraform configuration, as `terraform show -json` printed them.
 *
 * @param files each `name=file`, or a file whose name is the stack's; `-` is the standard input
 */
export async function planFromFiles(
  files: readonly string[],
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<readonly StackInput[]> {
  const named = files.map((argument) => {
    const [, given, file = argument] = /^([^=/\\]+)=(.+)$/s.exec(argument) ?? [];
    const ofFile = file === STDIN ? "plan" : path.basename(file).replace(/(\.tfplan)?\.json$/, "");
    return { name: given ?? ofFile, file };
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
  if (named.filter(({ file }) => file === STDIN).length > 1) {
    throw new UserError("The standard input is named twice.", "It holds one plan.", [
      "write the plans to files, and name those",
    ]);
  }
  const inputs: StackInput[] = [];
  // One after the other: the text of a plan may be hundreds of megabytes, and is needed only until it is read.
  for (const { name, file } of named) {
    inputs.push({ name, plan: readPlan(await readJson(file, stdin)) });
  }
  return inputs;
}

async function readJson(file: string, stdin: NodeJS.ReadableStream): Promise<unknown> {
  const shown = file === STDIN ? "from the standard input" : file;
  const refused = (reason: string): UnusablePlanError =>
    new UnusablePlanError(`The plan ${shown} cannot be read.`, reason, [
      "terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json",
    ]);
  const text = await readText(file, stdin).catch((error: unknown) => {
    if (error instanceof InterruptedError) throw error;
    throw refused(reasonOf(error) ?? UNREADABLE);
  });
  // What cannot be parsed must not be quoted.
  const found = typeof text === "string" ? planIn(text) : text;
  if ("reason" in found) throw refused(found.reason);
  return found.json;
}

/** In a function of its own: where the text is parsed, its bytes, as many again, are held no longer. */
async function readText(
  file: string,
  stdin: NodeJS.ReadableStream,
): Promise<string | { readonly reason: string }> {
  const bytes =
    file === STDIN ? await unlessAborted(interruption(), buffer(stdin)) : await readNamed(file);
  const [, binary] = BINARY.find(([start]) => start.every((sign, at) => bytes[at] === sign)) ?? [];
  if (binary !== undefined) return { reason: binary };
  return bytes.length === 0 ? { reason: "It is empty." } : decode(bytes);
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
  const bytes = await readNamed(planFile).catch((error: unknown) => {
    if (error instanceof InterruptedError) throw error;
    throw unusable(planFile, reasonOf(error) ?? UNREADABLE);
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

/** What a text holds: one plan, or why it is none, which never quotes it. */
export type PlanText = { readonly json: unknown } | { readonly reason: string };

/** What is often given in place of a plan's JSON, by how it begins. */
const BINARY: readonly (readonly [start: readonly number[], reason: string])[] = [
  [[0x50, 0x4b, 3, 4], "It is a saved plan, as `terraform plan -out` writes it, and not JSON yet."],
  [[0x1f, 0x8b], "It is compressed: unpack it with gunzip."],
];

/** Reads what a shell wrote of `terraform show -json`, with what a wrapper such as Terragrunt prints around it. */
function planIn(text: string): PlanText {
  const whole = parse(text);
  if (whole !== undefined) return { json: whole };
  const plans = plansIn(text);
  const [only, ...others] = plans;
  if (others.length > 0) {
    return {
      reason: `It holds ${plans.length} plans, and one file is the plan of one stack: write each to its own.`,
    };
  }
  return only === undefined ? { reason: "It is not JSON." } : { json: only };
}

/** Text in UTF-8, or in the encoding of PowerShell: by its mark where it has one, else by where its zeros stand. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  return new TextDecoder(big ? "utf-16be" : little ? "utf-16le" : "utf-8").decode(bytes);
}

/** Plans among other lines: one on a line of its own, behind any other text, or one over all lines from some line on. */
function plansIn(text: string): readonly unknown[] {
  const lines = text.split(/\r?\n/);
  const onLines = lines.flatMap((line) => {
    const start = line.indexOf('{"');
    const json = start < 0 ? undefined : parse(line.slice(start));
    return isPlan(json) ? [json] : [];
  });
  if (onLines.length > 0) return onLines;
  const start = text.search(/^\{\s*$/m);
  const end = text.lastIndexOf("\n}");
  const json = start < 0 || end < start ? undefined : parse(text.slice(start, end + 2));
  return isPlan(json) ? [json] : [];
}

function isPlan(json: unknown): boolean {
  return isObject(json) && "format_version" in json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

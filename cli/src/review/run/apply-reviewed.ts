import path from "node:path";
import { PLAN_PLACEHOLDER } from "../../../../modules/facts";
import { readText, whyUnread } from "../../files";
import { isObject, listIn, own, parseJson, textIn } from "../../json";
import { isSearchable, needlesOf } from "../../leaks";
import { withFlags, ownCommand } from "../../own-command";
import {
  type ApplyResult,
  expectOk,
  findTerraform,
  interrupted,
  readingValues,
  readStack,
  type TerraformRunner,
} from "../../terraform";
import { type InterruptedError, UserError } from "../../user-error";
import type { ChangeEntry, Finding, Report, StackReport } from "../model";
import { type JsonObject, readPlan, type StackInput, UnusablePlanError } from "../plan";
import { buildReport, configurationDigestOf, NOT_PLANNED, type ReviewConfig } from "../report";
import { savedConfiguration } from "./plan-files";
import { expectPlanned, showPlan } from "./plan-stack";
import { prepare } from "./review-on-aws";
import { type AppOptions, type ReviewRun, synthesizedApp } from "./review-run";
import { withRolling } from "./rolling-services";

/** What is held against a review, and applied. */
interface ReviewedOptions extends AppOptions, ReviewRun {
  readonly stack: string;
  /** `report.json` of the review. */
  readonly report: string;
  /** The plan that was saved at the review. @default - it is planned again */
  readonly planFile?: string;
  /** What blocks, and what may pass. */
  readonly config: ReviewConfig;
}

/** Holds a plan against its review. @throws NotReviewedError when it would do anything else */
export async function verifyReviewed(options: ReviewedOptions): Promise<void> {
  const stack = reviewed(await readReport(options.report), options.stack);
  const prepared = await prepareStack(options, stack);
  await options.progress.step(`Hold the plan of ${options.stack} against its review`, async () => {
    const planFile = await planned(prepared, options, placeholders(stack));
    holdAgainst(stack, await inputOf(prepared, planFile, options), options.config);
  });
}

/**
 * Applies what was reviewed, and nothing else: the plan that was saved then, or a new one that does the same.
 *
 * @throws UserError when a value is missing that the apply writes, before anything is changed
 * @throws NotReviewedError when the plan would do anything else
 */
export async function applyReviewed(options: ReviewedOptions): Promise<ApplyResult> {
  const { progress, stack: name } = options;
  const stack = reviewed(await readReport(options.report), name);
  const variables = valuesFromEnvironment(stack, process.env);
  const prepared = await prepareStack(options, stack);
  const planFile = await progress.step(`Hold the plan of ${name} against its review`, async () => {
    const file = await planned(prepared, options, variables);
    holdAgainst(stack, await inputOf(prepared, file, options), options.config);
    return file;
  });
  return progress.step(`Apply ${name}`, async () => {
    const result = await prepared.terraform.apply({ planFile, variables });
    const safe = { ...result, ...shown(result, variables) };
    if (safe.aborted) throw halfApplied(safe, options);
    return expectOk(safe);
  });
}

/** What is left to do is not what was reviewed. */
function halfApplied(
  result: ApplyResult,
  { stack, app, synth }: ReviewedOptions,
): InterruptedError {
  const review = ownCommand(withFlags(`review ${stack}`, { app, "no-synth": !synth }));
  return interrupted(result, `Review what is left, and apply that: ${review}`);
}

/** A synthesized stack with Terraform set up in it. */
interface PreparedStack {
  readonly name: string;
  readonly directory: string;
  readonly terraform: TerraformRunner;
}

async function prepareStack(options: ReviewedOptions, report: StackReport): Promise<PreparedStack> {
  const { progress, stack: name } = options;
  const terraform = await findTerraform();
  const [stack = { name, directory: "" }] = await synthesizedApp(options, [name]);
  if (!options.synth) refuseOther(report, await readStack(stack.directory));
  const runner = await prepare(terraform, stack, options);
  await progress.step(`Initialize ${name}`, async () => expectOk(await runner.init()));
  return { ...stack, terraform: runner };
}

/**
 * What was handed over may name programs that Terraform runs before there is a plan to compare: providers, and those of
 * `data.external`.
 */
function refuseOther({ name, configuration }: StackReport, synthesized: JsonObject): void {
  if (configurationDigestOf({ synthesized }) === configuration) return;
  throw new NotReviewedError(
    `What was synthesized of ${name} is not what was reviewed.`,
    "Its configuration is another one. It was not planned: Terraform would start the programs that it names.",
    [
      `see what differs, where the app may run: ${ownCommand(`verify ${name}`)}`,
      `or review it again: ${ownCommand(`review ${name}`)}`,
    ],
  );
}

async function planned(
  { terraform }: PreparedStack,
  { planFile, directory, stack }: ReviewedOptions,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  if (planFile !== undefined) return path.resolve(planFile);
  const file = path.join(directory, `${stack}.tfplan`);
  expectPlanned(stack, await terraform.plan({ out: file, variables }));
  return file;
}

async function inputOf(
  { name, directory, terraform }: PreparedStack,
  planFile: string,
  options: ReviewedOptions,
): Promise<StackInput> {
  const synthesized =
    options.planFile === undefined
      ? await readStack(directory)
      : await savedConfiguration(planFile);
  const plan = readPlan(await showPlan(name, terraform, planFile), synthesized);
  return withRolling({ name, plan, synthesized }, options.signal);
}

/** What an apply says, without the values that were given to it. */
function shown(
  { diagnostics, output }: ApplyResult,
  variables: Readonly<Record<string, string>>,
): Pick<ApplyResult, "diagnostics" | "output"> {
  const clean = (text: string): string => withoutValues(text, variables);
  return {
    diagnostics: diagnostics.map(({ summary, detail, ...rest }) => {
      return { ...rest, summary: clean(summary), detail: clean(detail) };
    }),
    output: clean(output),
  };
}

function placeholders({ valuesNeeded }: StackReport): Readonly<Record<string, string>> {
  return Object.fromEntries(valuesNeeded.map(({ variable }) => [variable, PLAN_PLACEHOLDER]));
}

function valuesFromEnvironment(
  { name, valuesNeeded }: StackReport,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const given = valuesNeeded.map(({ variable }) => [variable, env[`TF_VAR_${variable}`]] as const);
  const missing = given.filter(([, value = ""]) => value === "" || value === PLAN_PLACEHOLDER);
  if (missing.length === 0) return Object.fromEntries(given) as Record<string, string>;
  const written = valuesNeeded.filter(({ variable }) =>
    missing.some(([name]) => name === variable),
  );
  throw new UserError(
    written
      .map(({ variable, secret }) => `Set TF_VAR_${variable}: this apply writes ${secret}`)
      .join("\n"),
    `The apply of ${name} has not begun. Nothing was changed.`,
    readingValues([...new Set(missing.map(([variable]) => `TF_VAR_${variable}`))]),
  );
}

/** Shorter texts stand in others by chance. */
const LEAST_LENGTH = 4;

/**
 * A text without the values of some variables, in any encoding: AWS quotes in its messages what it does not
 * accept, and a provider what it does not understand, a line or a field of it also.
 */
export function withoutValues(text: string, variables: Readonly<Record<string, string>>): string {
  const needles = Object.entries(variables).flatMap(([name, value]) =>
    partsOf(value).flatMap((part) => {
      const plain = part.length < LEAST_LENGTH ? [] : [part, inMarkup(part)];
      const encoded = needlesOf(part).map(({ bytes }) => bytes.toString());
      return [...plain, ...encoded].map((needle) => ({ name, needle }));
    }),
  );
  // The longest first: a part of a value that is left would tell the rest.
  return needles
    .sort((a, b) => b.needle.length - a.needle.length)
    .reduce(
      (result, { name, needle }) => result.replaceAll(needle, () => `(TF_VAR_${name})`),
      text,
    );
}

/** A value, its lines, and the texts in it where it is JSON; of a part, no shorter one than says something by itself. */
function partsOf(value: string): readonly string[] {
  const parts = [value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())];
  const texts = textsIn(parseJson(value));
  return [...new Set([value, ...[...parts, ...texts].filter(isSearchable)])];
}

function textsIn(json: unknown): readonly string[] {
  if (typeof json === "string") return [json];
  return isObject(json) || Array.isArray(json) ? Object.values(json).flatMap(textsIn) : [];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function inMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** A plan is not what was reviewed, or was reviewed and refused. The CLI ends with exit code 2. */
export class NotReviewedError extends UserError {
  override readonly name = "NotReviewedError";
  override readonly exitCode = 2;
}

/**
 * Holds a plan against what was reviewed of its stack. What blocks is decided anew, by the configuration that lies here:
 * a report is a file that may have been edited, and waivers expire.
 *
 * @throws NotReviewedError when the apply would do anything else, or something that blocks
 */
export function holdAgainst(reviewed: StackReport, input: StackInput, config?: ReviewConfig): void {
  const { name } = reviewed;
  if (reviewed.digest === NOT_PLANNED) {
    throw new NotReviewedError(
      `The stack ${name} could not be planned when it was reviewed.`,
      "It read outputs that another stack did not have yet, so nothing of what it changes was reviewed.",
      [`review it again: ${ownCommand(`review ${name}`)}`],
    );
  }
  refuseBlocking(name, reviewed.findings);
  const [now] = buildReport([input], { config }).stacks;
  const same = now?.digest === reviewed.digest;
  if (same && now.configuration === reviewed.configuration) {
    return refuseBlocking(name, now.findings);
  }
  const seen = describe(reviewed.changes);
  const planned = describe(now?.changes ?? []);
  const differences = [
    ...planned.filter((line) => !seen.includes(line)).map((line) => `not reviewed: ${line}`),
    ...seen.filter((line) => !planned.includes(line)).map((line) => `no longer planned: ${line}`),
  ];
  throw new NotReviewedError(
    `The plan of ${name} is not what was reviewed.`,
    differences.length > 0
      ? differences.join("\n")
      : same
        ? "The same resources change in the same way as far as a review shows it, but the configuration is another one: environment values, commands or tags."
        : "The same resources change, but not in the same way.",
    [`review it again: ${ownCommand(`review ${name}`)}`],
  );
}

function refuseBlocking(name: string, findings: readonly Finding[]): void {
  const blocking = findings.filter((finding) => finding.blocking);
  if (blocking.length === 0) return;
  throw new NotReviewedError(
    `The review of ${name} blocks it.`,
    blocking.map(({ id, subject }) => `${id}: ${subject}`).join("\n"),
    ["fix what it found, or waive it with a reason, and review again"],
  );
}

function describe(changes: readonly ChangeEntry[]): readonly string[] {
  return changes.map(({ action, label }) => `${action} ${label}`);
}

/** Reads a `report.json` that `review` wrote. @throws UnusablePlanError when it is none */
async function readReport(file: string): Promise<Report> {
  const again = [`make it again: ${ownCommand("review")}`];
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UnusablePlanError(`There is no review in ${file}.`, whyUnread(error), again, {
      cause: error,
    });
  }
  const report = parseJson(text);
  const version = own(report, "schemaVersion");
  if (version === 1 && Array.isArray(own(report, "stacks"))) {
    const { stacks } = report as Report;
    if (stacks.every(isStackReport)) return report as Report;
  }
  throw new UnusablePlanError(
    `${file} is not a review that this version can read.`,
    version === 1
      ? "It lacks what every review has, or names a variable that there cannot be."
      : `Its schemaVersion is ${JSON.stringify(version)}, and this version reads 1.`,
    again,
  );
}

/** Whether all is there that is read of it. The names of variables become a command for the user to paste. */
function isStackReport(stack: unknown): boolean {
  const isValue = (value: unknown): boolean =>
    textIn(own(value, "secret")) !== undefined &&
    /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(textIn(own(value, "variable")) ?? "");
  return (
    textIn(own(stack, "name")) !== undefined &&
    textIn(own(stack, "digest")) !== undefined &&
    ["findings", "changes", "valuesNeeded"].every((list) => Array.isArray(own(stack, list))) &&
    ["findings", "changes"].every((list) => listIn(own(stack, list)).every(isObject)) &&
    listIn(own(stack, "valuesNeeded")).every(isValue)
  );
}

/** What was reviewed of one stack. @throws UnusablePlanError when the review did not cover it */
function reviewed(report: Report, name: string): StackReport {
  const stack = report.stacks.find((candidate) => candidate.name === name);
  if (stack) return stack;
  const known = report.stacks.map((candidate) => candidate.name).join(", ");
  throw new UnusablePlanError(
    `The stack ${name} was not reviewed.`,
    `The report holds ${known === "" ? "no stack" : known}.`,
    [`review it: ${ownCommand(`review ${name}`)}`],
  );
}

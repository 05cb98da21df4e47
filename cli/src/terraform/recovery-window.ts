import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, listIn, objectIn, own, ownPath, parseJson, textIn, textsOf } from "../json";
import { shellWord } from "../text";
import { UserError } from "../user-error";
import type { Diagnostic, SecretPlaces } from "./events";
import { formatDiagnostic } from "./quotations";

/** AWS refuses a new secret of the name of one that was deleted, and says neither of which, nor what can be done. */
export function inRecoveryWindow(
  errors: readonly Diagnostic[],
  failed: string,
): UserError | undefined {
  const refused = errors.filter(isRefused);
  if (refused.length === 0) return undefined;
  const others = errors.filter((error) => !refused.includes(error)).map(formatDiagnostic);
  const known = refused.map((error) => (REPLICATED.test(textOf(error)) ? replica : secret)(error));
  return new UserError(failed, [...known.map(({ reason }) => reason), ...others].join("\n"), [
    ...known.flatMap(({ remedy }) => remedy),
    "and run the same command again, or give the new secret another name",
  ]);
}

interface Refusal {
  readonly reason: string;
  readonly remedy: readonly string[];
}

function secret(error: Diagnostic): Refusal {
  const { address = "ADDRESS", places } = error;
  const name = nameIn(error);
  return {
    reason: `${address}: a secret ${name} was deleted and is in its recovery window, in which AWS gives its name to no other.`,
    remedy: [
      `aws secretsmanager restore-secret${inRegion(places?.region)} --secret-id ${shellWord(name)}`,
      `terraform import ${shellWord(address)} <the ARN that it prints>, in the folder of the stack`,
    ],
  };
}

/** The secret itself is there, and in the state: what is in the way is a secret of its name in another Region. */
function replica(error: Diagnostic): Refusal {
  const { address = "ADDRESS", places } = error;
  const name = nameIn(error);
  const regions = places?.replicas ?? [];
  const [only = "<Region>"] = regions.length === 1 ? regions : [];
  const of = `${inRegion(only)} --secret-id ${shellWord(name)}`;
  const where = regions.length === 0 ? "a Region of its replicas" : regions.join(" or ");
  return {
    reason: `${address}: a secret ${name} was deleted in ${where} and is in its recovery window, in which AWS makes no replica of its name.`,
    remedy: [
      `see when it was deleted: aws secretsmanager describe-secret${of}`,
      "take that Region out of the replicas until the window has ended",
      `or end it, and with it the value that could be restored: aws secretsmanager delete-secret${of} --force-delete-without-recovery`,
    ],
  };
}

function inRegion(region: string | undefined): string {
  if (region === undefined) return "";
  // What stands for one is to be read, not quoted.
  return ` --region ${region.startsWith("<") ? region : shellWord(region)}`;
}

/** By its name, or by its ARN, which ends in a hyphen and six signs. */
function nameIn(error: Diagnostic): string {
  const [, named] = /Secret \(([\w/+=.@:-]+)\)/.exec(textOf(error)) ?? [];
  const [, inArn] =
    /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)-\w{6}$/.exec(named ?? "") ?? [];
  return inArn ?? named ?? "NAME";
}

const REPLICATED = /\bReplicateSecretToRegions\b|Secret \([^)]*\) replicas?:/;

function isRefused(error: Diagnostic): boolean {
  return error.severity === "error" && /already scheduled for deletion/.test(textOf(error));
}

function textOf({ summary, detail }: Diagnostic): string {
  return `${summary} ${detail}`;
}

/** Adds to what AWS refuses because of a deleted secret where the configuration has that: AWS does not say it. */
export async function withRegions(
  directory: string,
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  if (!diagnostics.some(isRefused)) return diagnostics;
  const file = path.join(directory, "cdk.tf.json");
  // Without it, the commands that are named ask the profile.
  const stack = parseJson(await readFile(file, "utf8").catch(() => ""));
  return diagnostics.map((error) =>
    isRefused(error) ? { ...error, places: placesOf(stack, error.address ?? "") } : error,
  );
}

function placesOf(stack: unknown, address: string): SecretPlaces {
  const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".");
  const resource = ownPath(stack, "resource", type, name);
  const [, alias] = (textIn(own(resource, "provider")) ?? "aws").split(".");
  const providers = ownPath(stack, "provider", "aws");
  const listed = isObject(providers) ? [providers] : listIn(providers);
  const provider = listed.find((each) => textIn(own(each, "alias")) === alias);
  const replicas = own(resource, "replica");
  const regions = (isObject(replicas) ? [replicas] : listIn(replicas)).map((each) =>
    literal(own(objectIn(each), "region")),
  );
  return {
    region: literal(own(resource, "region")) ?? literal(own(provider, "region")),
    replicas: textsOf(regions),
  };
}

/** Only Terraform knows what an expression is. */
function literal(value: unknown): string | undefined {
  const text = textIn(value);
  return text === undefined || text.includes("${") ? undefined : text;
}

import { realpath } from "node:fs/promises";
import path from "node:path";
import { explainFileError, isMissing, readText, whyUnread } from "../files";
import { isObject, listIn, objectIn, own, ownPath, textIn, textsOf } from "../json";
import {
  endGroup,
  hadNoRoom,
  NoRoomError,
  readStack,
  spawnGroup,
  STACK_FILE,
  withoutValues,
} from "../terraform";
import type { Transcript } from "../ui";
import { UserError } from "../user-error";
import { interruption, nothingLeft } from "../interruptible";
import { libraryCommand } from "../own-command";

/** A synthesized stack on disk. */
export interface SynthesizedStack {
  /** Its name in the app. */
  readonly name: string;
  /** The folder with its `cdk.tf.json`. */
  readonly directory: string;
  /** Names of the stacks that have to be applied before it. @default - none */
  readonly dependencies?: readonly string[];
}

/** What to synthesize. */
export interface SynthesisOptions {
  /** The program that synthesizes. @default - `app` of cdktf.json */
  readonly app?: string;
  readonly outdir: string;
  readonly transcript: Transcript;
  /** The folder of the app. @default - the working directory */
  readonly folder?: string;
  /** Environment variables for the app. @default - none but those of this process */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program when aborted. @default - the interruption of the running command */
  readonly signal?: AbortSignal;
}

/** Runs the CDKTF app of a folder and returns the stacks it made, sorted by name. */
export async function synthesize(options: SynthesisOptions): Promise<readonly SynthesizedStack[]> {
  const folder = options.folder ?? ".";
  const app = options.app ?? (await configuredApp(folder));
  const env = { ...options.env, CDKTF_OUTDIR: options.outdir };
  const { ended, output } = await run(app, folder, env, options.signal ?? interruption());
  options.transcript.add("synth", output);
  if (ended !== 0) {
    if (hadNoRoom({ output })) throw new NoRoomError("The app could not be synthesized.");
    const refused = refusedFile(output, options.outdir);
    if (refused !== undefined) throw refused;
    const how = typeof ended === "number" ? `exit code ${ended}` : String(ended);
    const silent = `\`${app}\` ended with ${how} and printed nothing.`;
    throw new UserError("The app could not be synthesized.", shortened(output.trim()) || silent, [
      `correct what is named above, then: ${libraryCommand("synth")}`,
    ]);
  }
  return synthesizedStacks(options.outdir).catch((error: unknown) => {
    if (!isMissing(error instanceof UserError ? error.cause : error)) throw error;
    // The folder is a temporary one, of which the user knows nothing.
    throw new UserError(
      "The app made no stacks.",
      `\`${app}\` ended well, and wrote no manifest.json into CDKTF_OUTDIR.`,
      [
        "end the app with app.synth()",
        "or name the program that synthesizes: --app 'npx tsx main.ts'",
      ],
      { cause: error },
    );
  });
}

/** What Node says of a file. */
const FILE_ERROR = /\b(E[A-Z]{3,}): [^,\n]+, (\w+) '([^'\n]+)'/;

/** One sentence in place of the stack of an app that could not write what it synthesizes; its own files are its own. */
function refusedFile(output: string, outdir: string): UserError | undefined {
  const [, code = "", syscall = "", file = ""] = FILE_ERROR.exec(output) ?? [];
  const written = path.resolve(outdir);
  if (file !== written && !isBelow(written, file)) return undefined;
  return explainFileError(Object.assign(new Error(code), { code, syscall, path: file }));
}

/** As much of each end as a person reads. */
const LINES = 100;

/** What a program printed, without the middle where it is long: at the beginning stands what went wrong, or at the end. */
function shortened(output: string): string {
  const lines = output.split("\n");
  const left = lines.length - 2 * LINES;
  if (left <= 0) return output;
  return [...lines.slice(0, LINES), `… ${left} lines …`, ...lines.slice(-LINES)].join("\n");
}

/** The stacks that were synthesized before, sorted by name. @throws UserError when there are none */
export async function synthesizedStacks(outdir: string): Promise<readonly SynthesizedStack[]> {
  const manifest = await readManifest(outdir);
  const stacks = await Promise.all(
    Object.values(objectIn(own(manifest, "stacks"))).map(async (stack) => {
      const name = textIn(own(stack, "name")) ?? "";
      const folder = textIn(own(stack, "workingDirectory")) ?? "";
      const directory = await directoryOf(outdir, name, folder);
      return { name, directory, dependencies: textsOf(own(stack, "dependencies")) };
    }),
  );
  for (const [index, { name, directory }] of stacks.entries()) {
    const same = stacks
      .slice(0, index)
      .find((other) => other.name === name || other.directory === directory);
    if (same === undefined) continue;
    const what = same.name === name ? `are called "${name}"` : `are in "${directory}"`;
    throw refusedManifest(outdir, `Two stacks ${what}: one would be taken for the other.`);
  }
  return stacks.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A name becomes part of file names, and Terraform runs in the folder: a manifest must lead nowhere else, nor a link
 * that stands where it leads.
 */
async function directoryOf(
  outdir: string,
  name: string,
  workingDirectory: string,
): Promise<string> {
  const directory = path.join(outdir, workingDirectory);
  const isInside =
    !/\p{Cc}/u.test(workingDirectory) &&
    isBelow(path.resolve(outdir), path.resolve(outdir, workingDirectory)) &&
    isBelow(await whereItIs(outdir), await whereItIs(path.join(directory, STACK_FILE)));
  if (isInside && /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) return directory;
  throw refusedManifest(
    outdir,
    isInside
      ? `Its stack ${JSON.stringify(name)} has a name that cannot be the name of a file.`
      : `Its stack ${JSON.stringify(name)} is in ${JSON.stringify(workingDirectory)}, outside of that folder.`,
  );
}

function refusedManifest(outdir: string, reason: string): UserError {
  return new UserError(`The manifest of ${outdir} is refused.`, reason, [
    `synthesize it again from an app that you trust: ${libraryCommand("synth")}`,
  ]);
}

function isBelow(folder: string, directory: string): boolean {
  const below = path.relative(folder, directory);
  return below !== "" && below.split(path.sep)[0] !== ".." && !path.isAbsolute(below);
}

/** Without links; a folder that is not there is where its nearest that is there would hold it. */
async function whereItIs(directory: string): Promise<string> {
  const above = path.dirname(directory);
  return realpath(directory).catch(async () =>
    above === directory ? directory : path.join(await whereItIs(above), path.basename(directory)),
  );
}

/** @throws UserError where there is none */
async function readManifest(outdir: string): Promise<unknown> {
  const file = path.join(outdir, "manifest.json");
  try {
    const manifest = JSON.parse(await readText(file)) as unknown;
    if (isObject(own(manifest, "stacks"))) return manifest;
    throw new Error("Its manifest.json has no `stacks`.");
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `There is no synthesized app in ${outdir}.`,
      whyUnread(error),
      [libraryCommand("synth")],
      {
        cause: error,
      },
    );
  }
}

async function configuredApp(folder: string): Promise<string> {
  try {
    const config = JSON.parse(await readText(path.join(folder, "cdktf.json"))) as unknown;
    const app = textIn(own(config, "app"))?.trim() ?? "";
    if (app !== "") return app;
    throw new Error("It has no `app`.");
  } catch (error) {
    if (error instanceof UserError) throw error;
    const named = "or name the program that synthesizes: --app 'npx tsx main.ts'";
    throw isMissing(error)
      ? new UserError("There is no CDKTF app here.", "This folder has no cdktf.json.", [
          "change to the folder with cdktf.json",
          named,
        ])
      : new UserError("cdktf.json does not say what the app is.", whyUnread(error), [
          'correct it: {"language": "typescript", "app": "npx tsx main.ts"}',
          named,
        ]);
  }
}

async function run(
  app: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ ended: number | NodeJS.Signals; output: string }> {
  if (signal.aborted) throw nothingLeft();
  // A command line by definition of cdktf.json, which cdktf itself gives to a shell, too.
  const child = spawnGroup(app, [], {
    shell: true,
    cwd: folder,
    env: { ...withoutValues(process.env), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => void endGroup(child);
  signal.addEventListener("abort", end, { once: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, killedBy) => resolve(killedBy ?? code ?? 1));
  });
  signal.removeEventListener("abort", end);
  // Only now, when nothing can write into the folder any more.
  if (signal.aborted) throw nothingLeft();
  return { ended, output };
}

/** The parts of a synthesized stack that a local run needs to know. */
export interface StackFile {
  /** Ephemeral variables, which carry values. */
  readonly valueVariables: readonly string[];
  /** All others that it declares. */
  readonly plainVariables: readonly string[];
  /** The account it is bound to. @default - any */
  readonly accountId?: string;
  readonly region: string;
  /** Version constraint of the AWS provider. */
  readonly providerVersion: string;
}

/** Reads a synthesized `cdk.tf.json`. @throws UserError when it cannot be read */
export async function readStackFile(directory: string): Promise<StackFile> {
  const stack = await readStack(directory);
  const variables = objectIn(stack["variable"]);
  // One configuration may stand alone where others are a list.
  const providers = ownPath(stack, "provider", "aws");
  const aws = isObject(providers) ? providers : listIn(providers)[0];
  const version = ownPath(stack, "terraform", "required_providers", "aws", "version");
  const names = Object.keys(variables).sort();
  const isValue = (name: string): boolean => own(variables[name], "ephemeral") === true;
  return {
    valueVariables: names.filter(isValue),
    plainVariables: names.filter((name) => !isValue(name)),
    accountId: textsOf(own(aws, "allowed_account_ids"))[0],
    region: textIn(own(aws, "region")) ?? "us-east-1",
    providerVersion: textIn(version) ?? ">= 5.88",
  };
}

import path from "node:path";
import { readFile } from "node:fs/promises";
import { endGroup, spawnGroup, withoutValues } from "../terraform";
import type { Transcript } from "../ui";
import { UserError } from "../user-error";
import { interruption, nothingLeft } from "../interruptible";
import { libraryCommand } from "../own-command";

/** A synthesized stack on disk. */
export interface SynthesizedStack {
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
  const { code, output } = await run(app, folder, env, options.signal ?? interruption());
  options.transcript.add("synth", output);
  if (code !== 0) {
    throw new UserError("The app could not be synthesized.", output.trim(), [
      `correct what is named above, then: ${libraryCommand("synth")}`,
    ]);
  }
  return synthesizedStacks(options.outdir);
}

/** The stacks that were synthesized before, sorted by name. @throws UserError when there are none */
export async function synthesizedStacks(outdir: string): Promise<readonly SynthesizedStack[]> {
  const manifest = await readManifest(outdir);
  return Object.values(manifest.stacks)
    .map(({ name, workingDirectory, dependencies = [] }) => {
      return { name, directory: directoryOf(outdir, name, workingDirectory), dependencies };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A name becomes part of file names, and Terraform runs in the folder: a manifest must lead nowhere else. */
function directoryOf(outdir: string, name: string, workingDirectory: string): string {
  const directory = path.resolve(outdir, workingDirectory);
  const below = path.relative(path.resolve(outdir), directory);
  const isInside = below !== "" && !below.startsWith("..") && !path.isAbsolute(below);
  if (isInside && /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name))
    return path.join(outdir, workingDirectory);
  throw new UserError(
    `The manifest of ${outdir} is refused.`,
    isInside
      ? `Its stack ${JSON.stringify(name)} has a name that cannot be the name of a file.`
      : `Its stack ${JSON.stringify(name)} is in ${JSON.stringify(workingDirectory)}, outside of that folder.`,
    [`synthesize it again from an app that you trust: ${libraryCommand("synth")}`],
  );
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly workingDirectory: string;
        readonly dependencies?: readonly string[];
      }
    >
  >;
}

async function readManifest(outdir: string): Promise<Manifest> {
  const file = path.join(outdir, "manifest.json");
  try {
    return JSON.parse(await readFile(file, "utf8")) as Manifest;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `There is no synthesized app in ${outdir}.`,
      reason,
      [libraryCommand("synth")],
      {
        cause: error,
      },
    );
  }
}

async function configuredApp(folder: string): Promise<string> {
  try {
    const text = await readFile(path.join(folder, "cdktf.json"), "utf8");
    const config = JSON.parse(text) as { readonly app?: string };
    if (typeof config.app === "string") return config.app;
    throw new Error("it has no `app`");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("There is no CDKTF app here.", `cdktf.json: ${reason}.`, [
      "change to the folder with cdktf.json",
      "or name the program that synthesizes: --app 'npx tsx main.ts'",
    ]);
  }
}

async function run(
  app: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ code: number | null; output: string }> {
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
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  signal.removeEventListener("abort", end);
  // Only now, when nothing can write into the folder any more.
  if (signal.aborted) throw nothingLeft();
  return { code, output };
}

/** The parts of a synthesized stack that a local run needs to know. */
export interface StackFile {
  /** Ephemeral variables, which carry values. */
  readonly valueVariables: readonly string[];
  /** The account it is bound to. @default - any */
  readonly accountId?: string;
  readonly region: string;
  /** Version constraint of the AWS provider. */
  readonly providerVersion: string;
}

interface CdkTfJson {
  readonly variable?: Readonly<Record<string, { readonly ephemeral?: boolean }>>;
  readonly provider?: {
    readonly aws?: readonly { readonly region?: string; readonly allowed_account_ids?: string[] }[];
  };
  readonly terraform?: {
    readonly required_providers?: { readonly aws?: { readonly version?: string } };
  };
}

/** Reads a synthesized `cdk.tf.json`. */
export async function readStackFile(directory: string): Promise<StackFile> {
  const text = await readFile(path.join(directory, "cdk.tf.json"), "utf8");
  const { variable = {}, provider, terraform } = JSON.parse(text) as CdkTfJson;
  const aws = provider?.aws?.[0];
  return {
    valueVariables: Object.keys(variable)
      .filter((name) => variable[name]?.ephemeral)
      .sort(),
    accountId: aws?.allowed_account_ids?.[0],
    region: aws?.region ?? "us-east-1",
    providerVersion: terraform?.required_providers?.aws?.version ?? ">= 5.88",
  };
}

import { AsyncLocalStorage } from "node:async_hooks";
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { whyUnread } from "../files";
import { interruption, unlessAborted } from "../interruptible";
import type { LocalAws } from "../local-aws";
import { InterruptedError, UserError } from "../user-error";

/** What makes in a local AWS what a stack expects to exist; it returns environment variables for the synthesis. */
export type SetUp = (aws: LocalAws) => Promise<Readonly<Record<string, string>>>;

const EXPECTED = "export async function setUp({ clientConfig }) { …; return { VPC_ID: … }; }";

/**
 * Reads the file of `--setup`: the same interface as an example's `local-setup.ts`.
 *
 * @throws UserError where it cannot be loaded, or exports no `setUp`
 * @throws InterruptedError when the command is interrupted while it loads
 */
export async function readSetUp(name: string): Promise<SetUp> {
  const file = path.resolve(name);
  const loaded = await unlessAborted(
    interruption(),
    requireFile(file).then(() => besideOutput(() => load(file))),
  ).catch((error: unknown) => {
    if (error instanceof InterruptedError) throw error;
    throw new UserError(`The file of --setup, ${name}, cannot be loaded.`, whyUnread(error), [
      "name a JavaScript file, or a TypeScript file in a project with tsx: npm install -D tsx",
    ]);
  });
  const { setUp } = loaded;
  if (typeof setUp !== "function") {
    throw new UserError(`The file of --setup, ${name}, exports no function \`setUp\`.`, EXPECTED, [
      `export it from ${name}`,
    ]);
  }
  return async (aws) => variablesOf(name, await made(name, setUp as SetUp, aws));
}

/** What it says when it fails is the user's own: it is shown. */
async function made(name: string, setUp: SetUp, aws: LocalAws): Promise<unknown> {
  try {
    return await besideOutput(() => setUp(aws));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `\`setUp\` of ${name} failed.`,
      error instanceof Error ? `${error.name}: ${error.message}` : inspect(error),
      [`correct ${name}, and run the same command again`],
      { cause: error },
    );
  }
}

/** What Node says of one that is not there is about this program. */
async function requireFile(file: string): Promise<void> {
  const found = await stat(file);
  if (!found.isFile()) throw new Error(found.isDirectory() ? "It is a folder." : "It is no file.");
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(file).href;
  const loaded = (await (/\.[cm]?ts$/.test(file) ? tsImport(url) : import(url))) as Module;
  // What a CommonJS module exports stands in the default export of what is imported.
  return { ...loaded.default, ...loaded };
}

interface Module extends Readonly<Record<string, unknown>> {
  readonly default?: object;
}

/** Through the tsx of the user's project: a TypeScript app has one, or something like it. */
async function tsImport(url: string): Promise<unknown> {
  const ofProject = createRequire(path.resolve("package.json"));
  const api = (await import(pathToFileURL(ofProject.resolve("tsx/esm/api")).href)) as {
    readonly tsImport: (specifier: string, parent: string) => Promise<unknown>;
  };
  return api.tsImport(url, url);
}

function variablesOf(name: string, returned: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(returned ?? {});
  const wrong = entries.find(([, value]) => typeof value !== "string");
  // They become lines that a shell evaluates.
  const misnamed = entries.find(([variable]) => !/^[A-Za-z_]\w*$/.test(variable));
  if (misnamed !== undefined && typeof returned !== "string") {
    throw new UserError(
      `\`setUp\` of ${name} must return environment variables by their names.`,
      `${JSON.stringify(misnamed[0])} cannot be the name of one.`,
      [EXPECTED],
    );
  }
  if (typeof returned === "string" || wrong !== undefined) {
    throw new UserError(
      `\`setUp\` of ${name} must return environment variables as strings.`,
      wrong === undefined ? "It returned a string." : `${wrong[0]} is not a string.`,
      [EXPECTED],
    );
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Set in the work whose output is not the result of the command, in all that it awaits and all that it leaves running. */
const beside = new AsyncLocalStorage<true>();
let isDivided = false;

/**
 * Runs code of others, whose `console.log` goes to standard error: what stands on standard output is evaluated by a
 * shell, or piped into a file.
 */
function besideOutput<T>(work: () => Promise<T>): Promise<T> {
  if (!isDivided) divide();
  isDivided = true;
  return beside.run(true, work);
}

function divide(): void {
  const { stdout, stderr } = process;
  const [toOutput, toError] = [stdout, stderr].map((stream) => stream.write.bind(stream));
  stdout.write = ((...args: Parameters<typeof stdout.write>) =>
    (beside.getStore() ? toError : toOutput)?.(...args)) as typeof stdout.write;
}

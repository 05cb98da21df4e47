import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../files";
import { interruption, nothingLeft, SIGNALS } from "../interruptible";
import { unwatchProcess, watch, watchProcess } from "../watchdog";

/** What is running, with the signal that ends it should this process have to exit without waiting. */
const live = new Map<ChildProcess, NodeJS.Signals>();
let guarded = false;

/**
 * Starts a program as the leader of a process group of its own.
 *
 * A group, because what is started may be a wrapper script and may start plugins: all of it has to end. Of its own,
 * because the terminal sends Ctrl-C to a whole group, and Terraform takes the second interrupt as "exit at once".
 */
export function spawnGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  exitSignal: NodeJS.Signals = "SIGKILL",
): ChildProcess {
  guardAgainstLeftovers();
  // Before it: a program that is started first could live on, should this process be killed in between.
  watch();
  const child = spawn(command, args, { ...options, detached: true });
  live.set(child, exitSignal);
  const { pid } = child;
  if (pid !== undefined) watchProcess(pid, exitSignal);
  child.once("exit", () => {
    live.delete(child);
    if (pid !== undefined) unwatchProcess(pid);
    // Without its leader a group has no purpose: plugins of a Terraform that was killed would stay for ever.
    signalGroup(child, "SIGKILL");
  });
  child.once("error", () => live.delete(child));
  return child;
}

/** Sends a signal to every process of the group; false if there is none left. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    // No process group where the platform has none (Windows), or it has ended already.
    return hasExited(child) ? false : child.kill(signal);
  }
}

/** Ends the group: SIGTERM, and SIGKILL for what is still there after the grace period. */
export async function endGroup(child: ChildProcess, graceMs = 3_000): Promise<void> {
  if (!hasExited(child)) {
    signalGroup(child, "SIGTERM");
    await exitWithin(child, graceMs);
  }
  signalGroup(child, "SIGKILL");
  await exitWithin(child, graceMs);
  live.delete(child);
}

/** Whether the leader has ended or never started. */
export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** Waits for the leader's end, at most so long. */
function exitWithin(child: ChildProcess, milliseconds: number): Promise<void> {
  if (hasExited(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What a program printed that came to its end. */
export interface Printed {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program that answers at once, and is ended with this process.
 *
 * @param timeoutMs after which it is ended. @default - it may take its time
 * @throws InterruptedError when the running command is interrupted
 */
export async function runQuickly(
  file: string,
  args: readonly string[],
  { timeoutMs, ...options }: SpawnOptions & { readonly timeoutMs?: number },
): Promise<Printed> {
  const signal = interruption();
  if (signal.aborted) throw nothingLeft();
  const child = spawnGroup(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  const end = (): void => void endGroup(child);
  signal.addEventListener("abort", end, { once: true });
  const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", ({ message }) => {
      err.push(Buffer.from(message));
      resolve(null);
    });
    child.once("close", resolve);
  });
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
  if (signal.aborted) throw nothingLeft();
  return {
    ok: code === 0,
    stdout: Buffer.concat(out).toString(),
    stderr: Buffer.concat(err).toString(),
  };
}

/** Leaves nothing behind when this process ends; what SIGKILL leaves is the watchdog's. */
function guardAgainstLeftovers(): void {
  if (guarded) return;
  guarded = true;
  // First of all: what else is done at exit, such as removing files, is done for programs that write no more.
  process.prependOnceListener("exit", signalAll);
  for (const signal of SIGNALS) process.on(signal, endOnSignal);
}

/** A program that handles the signal itself decides when to exit; for any other, do what the default would have done. */
function endOnSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  signalAll();
  process.removeListener(signal, endOnSignal);
  process.kill(process.pid, signal);
}

function signalAll(): void {
  for (const [child, signal] of live) signalGroup(child, signal);
}

/** How one Terraform process is to be run. */
export interface TerraformProcess {
  readonly binary: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly graceMs: number;
  /**
   * Whether it changes anything. Its output then goes through files: should this process be killed, Terraform would
   * die of the closed pipe at its next word, and what it had just made would be in no state.
   */
  readonly changes: boolean;
  /** Called with every complete line of standard output as it comes. */
  readonly onLine: (line: string) => void;
}

/** How it ended. */
export interface ProcessResult {
  /** 128 + n when a signal n ended it, as a shell would say. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly aborted: boolean;
}

/** Runs Terraform to its end. An abort interrupts it, so that it can save its state, and kills it only after that. */
export async function runTerraformProcess(task: TerraformProcess): Promise<ProcessResult> {
  const { signal } = task;
  if (isAborted(signal)) {
    return { exitCode: 130, stdout: "", stderr: "", aborted: true };
  }
  const files = task.changes ? await OutputFiles.open() : undefined;
  const child = spawnGroup(
    task.binary,
    task.args,
    { cwd: task.directory, env: task.env, stdio: ["ignore", ...(files?.stdio ?? PIPES)] },
    "SIGINT",
  );
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const lines = new LineSplitter(task.onLine);
  const onOutput = (chunk: Buffer): void => {
    stdout.push(chunk);
    lines.push(chunk);
  };
  child.stdout?.on("data", onOutput);
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const follow = (): void => files?.read(onOutput, (chunk) => stderr.push(chunk));
  const timer = files && setInterval(follow, 50);

  let killTimer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    // To Terraform alone: its plugins must live on until it has finished what is under way.
    if (!hasExited(child)) child.kill("SIGINT");
    killTimer = setTimeout(() => signalGroup(child, "SIGKILL"), task.graceMs);
  };
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, killedBy) =>
        resolve(code ?? (killedBy === "SIGKILL" ? 137 : 130)),
      );
    });
    follow();
    lines.end();
    return {
      exitCode,
      stdout: Buffer.concat(stdout).toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
      aborted: isAborted(signal),
    };
  } finally {
    clearTimeout(killTimer);
    clearInterval(timer);
    await files?.remove();
    signal?.removeEventListener("abort", abort);
  }
}

const PIPES = ["pipe", "pipe"] as const;

/** Files that a program writes its output to, read while it grows. */
class OutputFiles {
  static async open(): Promise<OutputFiles> {
    return new OutputFiles(await makePrivateDirectory());
  }

  /** Where standard output and standard error go. */
  readonly stdio: readonly [number, number];
  private readonly offsets = [0, 0];

  private constructor(private readonly folder: string) {
    const open = (name: string): number => openSync(path.join(folder, name), "wx+", 0o600);
    this.stdio = [open("stdout"), open("stderr")];
  }

  /** Hands on what was written since the last time. */
  read(onOutput: (chunk: Buffer) => void, onError: (chunk: Buffer) => void): void {
    for (const [index, hand] of [onOutput, onError].entries()) {
      for (let chunk = this.next(index); chunk.length > 0; chunk = this.next(index)) hand(chunk);
    }
  }

  async remove(): Promise<void> {
    this.stdio.forEach((file) => closeSync(file));
    await removeDirectory(this.folder);
  }

  private next(index: number): Buffer {
    const chunk = Buffer.alloc(65_536);
    const offset = this.offsets[index] ?? 0;
    const read = readSync(this.stdio[index] ?? 0, chunk, 0, chunk.length, offset);
    this.offsets[index] = offset + read;
    return chunk.subarray(0, read);
  }
}

/** Asked through a function, because the compiler takes a signal that was not aborted before for one that never is. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Cuts a stream of bytes into lines; bytes, because a chunk may end inside a character. */
class LineSplitter {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly onLine: (line: string) => void) {}

  push(chunk: Buffer): void {
    let start = 0;
    let end = chunk.indexOf(10);
    while (end >= 0) {
      this.onLine(Buffer.concat([this.rest, chunk.subarray(start, end)]).toString("utf8"));
      this.rest = Buffer.alloc(0);
      start = end + 1;
      end = chunk.indexOf(10, start);
    }
    this.rest = Buffer.concat([this.rest, chunk.subarray(start)]);
  }

  end(): void {
    if (this.rest.length > 0) this.onLine(this.rest.toString("utf8"));
    this.rest = Buffer.alloc(0);
  }
}

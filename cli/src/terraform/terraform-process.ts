import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../files";
import { hasExited, signalGroup, spawnGroup } from "./process-group";

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

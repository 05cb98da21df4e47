import { hasExited, signalGroup, spawnGroup } from "./process-group";

/** How one Terraform process is to be run. */
export interface TerraformProcess {
  readonly binary: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly graceMs: number;
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
  const child = spawnGroup(
    task.binary,
    task.args,
    { cwd: task.directory, env: task.env, stdio: ["ignore", "pipe", "pipe"] },
    "SIGINT",
  );
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const lines = new LineSplitter(task.onLine);
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout.push(chunk);
    lines.push(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));

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
    lines.end();
    return {
      exitCode,
      stdout: Buffer.concat(stdout).toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
      aborted: isAborted(signal),
    };
  } finally {
    clearTimeout(killTimer);
    signal?.removeEventListener("abort", abort);
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

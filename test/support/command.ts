import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** How a command ended. */
export interface Ended {
  /** 128 + n when signal n ended it, as a shell says. */
  readonly code: number;
  /** Standard output and standard error as they came, without colours. */
  readonly output: string;
}

/** @throws Error with what was printed when the exit code is not 0 */
export function expectExitZero(ended: Ended): Ended {
  if (ended.code === 0) return ended;
  throw new Error(`exit code ${ended.code}:\n${ended.output}`);
}

/** What to run. */
export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** @default - the user of this process */
  readonly uid?: number;
}

/** A command that runs in a process group of its own, as a terminal would start it. */
export class Command {
  /** Settles when it has ended. */
  public readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private text = "";

  public constructor(command: string, args: readonly string[], options: CommandOptions) {
    this.child = spawn(command, args, {
      ...options,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.text += chunk.toString()));
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code, signal) =>
        resolve({ code: code ?? (signal === "SIGINT" ? 130 : 137), output: this.output }),
      );
    });
  }

  /** What it has printed so far. */
  public get output(): string {
    return stripVTControlCharacters(this.text);
  }

  /** Resolves when it has printed this. @throws Error when it ends, or takes a minute, without */
  public async printed(pattern: RegExp): Promise<void> {
    let running = true;
    const stopped = this.ended.then(() => (running = false));
    const deadline = Date.now() + 60_000;
    while (!pattern.test(this.output)) {
      if (!running || Date.now() > deadline) {
        throw new Error(`it never printed ${String(pattern)}:\n${this.output}`);
      }
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  /** Ctrl-C: a terminal sends the signal to every process of the group. */
  public interrupt(): void {
    this.signal("SIGINT");
  }

  /** Ends it without asking, where a test has failed before its end. */
  public kill(): void {
    this.signal("SIGKILL");
  }

  private signal(name: NodeJS.Signals): void {
    if (this.child.pid === undefined || this.child.exitCode !== null) return;
    try {
      process.kill(-this.child.pid, name);
    } catch {
      // It has ended in this very moment.
    }
  }
}

/** A process as `ps` shows it. */
export interface RunningProcess {
  readonly pid: number;
  /** Command line and environment. */
  readonly command: string;
}

/** Every process that runs with `marker` in its environment: it was started by what was given the marker. */
export function processesMarked(marker: string): readonly RunningProcess[] {
  const { stdout } = spawnSync("ps", ["axeww", "-o", "pid=,command="], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split("\n")
    .filter((line) => line.includes(marker))
    .map((line) => ({ pid: parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, "") }));
}

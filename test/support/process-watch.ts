import { readdirSync, readFileSync } from "node:fs";
import { needlesOf } from "../../cli/src/leaks";

/** Looks at every process of this machine, again and again, for values in its command line and its environment. */
export class ProcessWatch {
  /** Programs that had a value in their command line, which every user of the machine can read. */
  public readonly inArguments = new Set<string>();
  /** Programs that had one in their environment. */
  public readonly inEnvironment = new Set<string>();
  /** All programs that were seen while it watched. */
  public readonly seen = new Set<string>();
  private needles: readonly Buffer[];
  private readonly timer: NodeJS.Timeout;
  private readonly known = new Set<string>();

  public constructor(values: readonly string[]) {
    this.needles = values.flatMap((value) => needlesOf(value).map(({ bytes }) => bytes));
    this.timer = setInterval(() => this.look(), 20);
  }

  /** Looks for more values from now on: those that are drawn while it watches. */
  public add(values: readonly string[]): void {
    const more = values.flatMap((value) => needlesOf(value).map(({ bytes }) => bytes));
    this.needles = [...this.needles, ...more];
    // What ran before may still run, and hold them.
    this.known.clear();
  }

  public stop(): void {
    clearInterval(this.timer);
    this.look();
  }

  private look(): void {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const command = read(pid, "cmdline");
      // A program is looked at once, and again when it has become another one.
      const key = `${pid} ${command.toString()}`;
      if (pid === String(process.pid) || command.length === 0 || this.known.has(key)) continue;
      this.known.add(key);
      const program = command.toString().replaceAll("\0", " ").trim();
      this.seen.add(program);
      if (this.holds(command)) this.inArguments.add(program);
      if (this.holds(read(pid, "environ"))) this.inEnvironment.add(program);
    }
  }

  private holds(bytes: Buffer): boolean {
    return this.needles.some((needle) => bytes.includes(needle));
  }
}

function read(pid: string, file: "cmdline" | "environ"): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    // It has ended, or is another user's.
    return Buffer.alloc(0);
  }
}

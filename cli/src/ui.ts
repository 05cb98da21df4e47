import { stripVTControlCharacters } from "node:util";
import CliTable from "cli-table3";
import { harmless, oneLine } from "./text";

/** Everything a run has shown or could have shown, kept in memory so that it can be searched for secret values. */
export class Transcript {
  private readonly parts: { readonly source: string; readonly text: string }[] = [];

  /** Adds a piece of output, such as a line of progress or what Terraform printed. */
  add(source: string, text: string): void {
    if (text !== "") this.parts.push({ source, text });
  }

  /** All pieces of one source, or of all, in the order they came. */
  text(source?: string): string {
    const wanted = this.parts.filter((part) => source === undefined || part.source === source);
    return wanted.map((part) => part.text).join("");
  }

  /** The sources seen so far, sorted. */
  get sources(): string[] {
    return [...new Set(this.parts.map((part) => part.source))].sort();
  }
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
const ERASE_LINE = "\r\u001b[2K";
const GREEN = 32;
const RED = 31;

/** The part of a terminal or a file that progress writes to. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
}

/** Where and how progress is shown. */
export interface ProgressOptions {
  /** @default - standard error, so that standard output stays data */
  readonly stream?: ProgressStream;
  /** Receives everything that is written, for the search for leaked values. */
  readonly transcript?: Transcript;
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - the clock of this machine, in milliseconds */
  readonly now?: () => number;
}

/** Lets a running step say what it is at. */
export interface StepStatus {
  update(text: string): void;
}

/** A list of steps: a spinner that becomes a check mark on a terminal, plain lines anywhere else. */
export class Progress {
  private readonly stream: ProgressStream;
  private readonly animated: boolean;
  private readonly coloured: boolean;
  private readonly now: () => number;
  private current: { title: string; status: string; frame: number } | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ProgressOptions = {}) {
    const env = options.env ?? process.env;
    this.stream = options.stream ?? process.stderr;
    this.animated = this.stream.isTTY === true && env["TERM"] !== "dumb" && !env["CI"];
    // https://no-color.org: any value that is not empty
    this.coloured = this.animated && !env["NO_COLOR"];
    this.now = options.now ?? Date.now;
  }

  /** Runs a step and shows how it goes; what it throws is shown as a failure and thrown on. */
  async step<T>(name: string, work: (status: StepStatus) => Promise<T> | T): Promise<T> {
    // Names of stacks, resources and services, and what AWS says, may hold anything.
    const title = oneLine(name);
    const started = this.now();
    this.begin(title);
    try {
      const result = await work({ update: (text) => this.update(text) });
      this.finish(this.colour("✔", GREEN), title, started);
      return result;
    } catch (error) {
      this.finish(this.colour("✖", RED), title, started);
      throw error;
    }
  }

  /** Writes a line between the steps, or above the running one. */
  note(text: string): void {
    this.erase();
    this.line(harmless(text));
    this.draw();
  }

  private begin(title: string): void {
    this.current = { title, status: "", frame: 0 };
    if (!this.animated) return this.line(`… ${title}`);
    this.draw();
    // A spinner must not keep a finished program alive.
    this.timer = setInterval(() => this.draw(), FRAME_MS).unref();
  }

  private update(text: string): void {
    const status = oneLine(stripVTControlCharacters(text));
    if (this.current === undefined || this.current.status === status) return;
    this.current.status = status;
    if (this.animated) this.draw();
    else this.line(`  ${status}`);
  }

  private finish(mark: string, title: string, started: number): void {
    clearInterval(this.timer);
    this.erase();
    this.current = undefined;
    this.line(`${mark} ${title} (${formatDuration(this.now() - started)})`);
  }

  private draw(): void {
    if (!this.animated || this.current === undefined) return;
    const { title, status } = this.current;
    const frame = FRAMES[this.current.frame++ % FRAMES.length] ?? "";
    const text = `${frame} ${title}${status === "" ? "" : ` · ${status}`}`;
    // A line that wraps could not be erased again.
    const width = Math.max(10, (this.stream.columns ?? 80) - 1);
    this.write(ERASE_LINE + [...text].slice(0, width).join(""));
  }

  private erase(): void {
    if (this.animated && this.current !== undefined) this.write(ERASE_LINE);
  }

  private line(text: string): void {
    this.write(`${text}\n`);
  }

  private write(text: string): void {
    this.stream.write(text);
    this.options.transcript?.add("console", text);
  }

  private colour(text: string, code: number): string {
    return this.coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** A duration as text: 0.4 s, 12 s, 2 min 5 s. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (Math.round(seconds) < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** Lays rows out in aligned columns under their headings, as plain text without borders. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = new CliTable({
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  // What AWS and the app call things may hold anything.
  table.push([...headings], ...rows.map((row) => row.map(harmless)));
  // A log keeps trailing spaces, and a diff of two logs shows them.
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/**
 * What a template for any system does, in words that all of them share: the rules are about these and know no language.
 * A reader of a language has no word for what it does not know: that keeps its own text, which no rule lets pass where
 * credentials can be had.
 */
export interface Pipeline {
  /** What starts it. */
  readonly starts: readonly string[];
  /** What its jobs may do where they say nothing themselves. @default - whatever the system gives by itself */
  readonly rights?: readonly string[];
  readonly jobs: readonly Job[];
  readonly imports: readonly Import[];
  /** Names that somebody outside chooses: of branches, tags and titles. */
  readonly foreignNames: readonly string[];
  /** Where secrets are shown to all jobs. */
  readonly secrets: readonly string[];
  /** Whatever else is for all jobs, and has no word here. */
  readonly unknown: readonly string[];
}

/** What runs on one machine. */
export interface Job {
  readonly name: string;
  /** Machine of the system that it runs on. */
  readonly machine: string;
  /** Whether that is a named version of it, or what the user names. */
  readonly isNamed: boolean;
  /** Jobs with the same place could find what the other has left there. */
  readonly place: string;
  /** How long it may take; infinite where nothing says so. */
  readonly minutes: number;
  /** One of `START`, or the text of the condition. */
  readonly when: string;
  /** Jobs that it takes something from. */
  readonly needs: readonly string[];
  /** What it may do to the repository. @default - whatever the system gives by itself */
  readonly rights?: readonly string[];
  /** Who approves it: `STACK_ENVIRONMENT`, or what stands there. @default - nobody */
  readonly approval?: string;
  /** Why it can get credentials; empty where it cannot. */
  readonly credentials: readonly string[];
  /** Where secrets are shown to all of its acts. */
  readonly secrets: readonly string[];
  readonly env: Env;
  readonly acts: readonly Act[];
  /** Whatever else it says, and has no word here. */
  readonly unknown: readonly string[];
}

/** One thing that a job does. */
export interface Act {
  /** One of `ACT`, a command of a shell, or what stands there. */
  readonly does: string;
  /** Whether it is a command of a shell. */
  readonly isCommand: boolean;
  /** Whether the system puts a text of its own into the script before a shell reads it. */
  readonly isFilledIn: boolean;
  /** Secrets among what it is given, but for those that stand in `env`. */
  readonly secrets: readonly string[];
  readonly env: Env;
}

/** What is set for a program. */
export type Env = Readonly<Record<string, string>>;

/** A program of others. */
export interface Import {
  readonly what: string;
  /** Whether nobody can change what it is, and a person can read which version that is. */
  readonly isPinned: boolean;
}

/** When a job runs. */
export const START = {
  ownPullRequest: "for a change of this repository's own",
  defaultBranch: "on the default branch",
} as const;

/** The environment of the name of the stack that is applied. */
export const STACK_ENVIRONMENT = "the environment of the stack";

/** What a job does besides running commands. */
export const ACT = {
  empty: "empty the folder",
  checkout: "check out",
  node: "set up Node.js without a cache",
  terraform: "set up Terraform",
  takeSynthesized: "take what was synthesized",
  takeReport: "take the report that was read",
  loginToPlan: "log in to plan",
  loginToApply: "log in to apply",
  keepSynthesized: "keep what was synthesized",
  keepReport: "keep the report",
  comment: "comment",
} as const;

/** The entries of a mapping that stand for themselves, as texts. */
export function others(from: object, known: readonly string[]): readonly string[] {
  return Object.entries(from)
    .filter(([key, value]) => !known.includes(key) && value !== undefined)
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
}

/** An act without anything besides. */
export function act(does: string, more: Partial<Act> = {}): Act {
  return { does, isCommand: false, isFilledIn: false, secrets: [], env: {}, ...more };
}

/** The commands of a script, a line each: a line with several of them is one that no list has. */
export function commandsOf(script: string): readonly string[] {
  return script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Whether two mappings say the same. */
export function isSame(given: unknown, wanted: object): boolean {
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === "object"
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value;
  return JSON.stringify(sorted(given ?? {})) === JSON.stringify(sorted(wanted));
}

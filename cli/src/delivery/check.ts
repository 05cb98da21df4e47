import type { NotFound } from "../aws";

/** What a check has to say where not all is fine. */
export interface Verdict {
  /** `hint`: it may be as wanted. `unknown`: it could not be told. */
  readonly state: "problem" | "hint" | "unknown";
  /** What was found, in one sentence without its period, and never a value. */
  readonly finding: string;
  /** What to do about it: something to type, where there is such a thing. */
  readonly next: string;
  /** The IAM action without which it cannot be told. */
  readonly permission?: string;
  /** The container and what it is to receive. @default - what the check was run on */
  readonly about?: {
    readonly container: string;
    readonly target: string;
    readonly source?: string;
  };
}

/** One thing that can be wrong with a subject. */
export interface Check<Subject> {
  /** Stable: scripts and the documentation rely on it. */
  readonly id: string;
  /** What it demands. */
  readonly what: string;
  /** Why it matters: what AWS does otherwise. */
  readonly why: string;
  /** @returns nothing where all is fine, or where another check has to speak first */
  run(subject: Subject): Promise<readonly Verdict[]>;
}

/** A verdict of a check. */
export interface CheckedVerdict extends Verdict {
  readonly check: string;
}

/** Runs checks one after the other. */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): Promise<readonly CheckedVerdict[]> {
  const verdicts: CheckedVerdict[] = [];
  for (const check of checks) {
    const found = await check.run(subject);
    verdicts.push(...found.map((verdict) => ({ ...verdict, check: check.id })));
  }
  return verdicts;
}

/** What a check says of something that it could not read. */
export function unreadable(what: string, reading: NotFound): Verdict {
  const { permission, next: known = "try again later" } =
    reading.state === "unknown" ? reading : {};
  const next = permission === undefined ? known : "see --print-policy";
  return { state: "unknown", finding: `${what}: ${reading.why}`, next, permission };
}

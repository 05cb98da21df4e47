import type { AccessEntry, Report } from "../model";
import { accessOf, count, type Of } from "./words";

/** As many lines as can be followed in a picture. */
const MOST_LINES = 30;

/** By how many words of their names things are put together, the most exact first. */
const WORDS = [6, 5, 4, 3, 2, 1, 0];

/**
 * What is drawn of who reads what: all of it where that can be followed; else what changes, things with the same beginning of
 * their names together, as a service's are.
 */
export function drawnAccess(report: Report): readonly Of<AccessEntry>[] {
  const access = accessOf(report);
  if (access.length <= MOST_LINES) return access;
  const changed = access.filter(({ difference }) => difference !== "same");
  if (changed.length <= MOST_LINES) return changed;
  for (const words of WORDS) {
    const groups = grouped(changed, words);
    if (groups.length <= MOST_LINES) return groups;
  }
  // Many stacks that all differ: one line for each says no more than the table.
  return [];
}

function grouped(access: readonly Of<AccessEntry>[], words: number): readonly Of<AccessEntry>[] {
  const principals = new Names(
    access.map((entry) => entry.principal),
    words,
    "principal",
  );
  const secrets = new Names(
    access.map((entry) => entry.secret),
    words,
    "secret",
  );
  const lines = new Map<string, Of<AccessEntry>>();
  for (const entry of access) {
    const principal = principals.of(entry.principal);
    const secret = secrets.of(entry.secret);
    const { stack, before, after, difference } = entry;
    const key = JSON.stringify([stack, principal, secret, after === "cannot prove", difference]);
    const { reason, ...known } = entry;
    void reason;
    if (!lines.has(key)) lines.set(key, { ...known, before, after, principal, secret });
  }
  return [...lines.values()];
}

/** Names, and what stands for those that begin alike. */
class Names {
  private readonly groups = new Map<string, Set<string>>();

  public constructor(
    names: readonly string[],
    private readonly words: number,
    private readonly noun: string,
  ) {
    for (const name of names) {
      const start = this.startOf(name);
      this.groups.set(start, (this.groups.get(start) ?? new Set()).add(name));
    }
  }

  /** The name itself where it stands alone. */
  public of(name: string): string {
    const start = this.startOf(name);
    const { size = 1 } = this.groups.get(start) ?? {};
    if (size === 1) return name;
    return start === "" ? count(size, this.noun) : `${start}… (${count(size, this.noun)})`;
  }

  private startOf(name: string): string {
    const [start = ""] = new RegExp(`^(?:[^/_.\\s-]*[/_.\\s-]+){0,${this.words}}`).exec(name) ?? [];
    return start;
  }
}

import type { AccessEntry, Report } from "../model";
import { html, mermaidLabel } from "./escape";
import { accessOf, accessText, count, type Of } from "./words";

const ROW = 34;
const BOX = { width: 330, height: 24 } as const;
const GAP = 220;
/** About as many characters as a box holds. */
const LABEL = 42;
/** More lines than this are hard to follow. */

/** Secrets on the left, roles and users on the right, a line for each that can read; undefined when there is nothing to draw. */
export function accessGraph(report: Report): string | undefined {
  const access = drawnAccess(report);
  if (access.length === 0) return undefined;
  const named = ({ stack }: Of<AccessEntry>, name: string): string =>
    report.stacks.length === 1 ? name : `${stack} · ${name}`;
  const secrets = rowsOf(access, (entry) => named(entry, entry.secret));
  const secretRow = (entry: Of<AccessEntry>): number =>
    secrets.get(named(entry, entry.secret)) ?? 0;
  // Roles stand near the secrets that they read, so that few lines cross.
  const near = [...access].sort((a, b) => secretRow(a) - secretRow(b));
  const roles = rowsOf(near, (entry) => named(entry, entry.principal));
  const height = Math.max(secrets.size, roles.size) * ROW + ROW;
  const right = BOX.width + GAP;
  const edges = access.map((entry) => {
    const from = middle(secretRow(entry));
    const to = middle(roles.get(named(entry, entry.principal)) ?? 0);
    const bend = BOX.width + GAP / 2;
    const kind = entry.after === "cannot prove" ? "unproven" : entry.difference;
    const title = html(`${entry.principal}: ${entry.secret}: ${accessText(entry)}`);
    return `<path class="${kind}" d="M${BOX.width} ${from}C${bend} ${from} ${bend} ${to} ${right} ${to}"><title>${title}</title></path>`;
  });
  const width = right + BOX.width;
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Who can read which secret">`,
    ...edges,
    ...[...secrets].map(([name, row]) => box("secret", name, 0, row)),
    ...[...roles].map(([name, row]) => box("role", name, right, row)),
    "</svg>",
  ].join("\n");
}

function rowsOf(
  access: readonly Of<AccessEntry>[],
  name: (entry: Of<AccessEntry>) => string,
): ReadonlyMap<string, number> {
  return new Map([...new Set(access.map(name))].map((each, row) => [each, row]));
}

function middle(row: number): number {
  return row * ROW + ROW / 2 + BOX.height / 2;
}

function box(kind: string, name: string, x: number, row: number): string {
  const top = row * ROW + ROW / 2;
  const shown = name.length > LABEL ? `${name.slice(0, LABEL - 1)}…` : name;
  return `<g class="${kind}"><rect x="${x}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="${kind === "role" ? BOX.height / 2 : 4}"/><text x="${x + 10}" y="${top + 16}">${html(shown)}</text><title>${html(name)}</title></g>`;
}

/** GitHub draws no more. */
const MAX_CHARACTERS = 50_000;

/** Who reads what as a mermaid diagram; undefined when there is nothing to draw, or too much. */
export function mermaid(report: Report): string | undefined {
  const access = drawnAccess(report);
  if (access.length === 0) return undefined;
  const ids = new Map<string, string>();
  const lines = ["flowchart LR\n"];
  const node = (kind: "role" | "secret", stack: string, name: string): string => {
    const key = JSON.stringify([kind, stack, name]);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `n${ids.size}`;
    ids.set(key, id);
    const label = mermaidLabel(name);
    lines.push(kind === "role" ? `  ${id}((${label}))\n` : `  ${id}[(${label})]\n`);
    return id;
  };
  for (const { stack, principal, secret, after, difference } of access) {
    const [from, to] = [node("secret", stack, secret), node("role", stack, principal)];
    const solid = after === "readable" && difference !== "removed";
    const label = after === "cannot prove" ? "?" : difference === "same" ? "" : difference;
    const arrow = solid ? "-->" : "-.->";
    lines.push(`  ${from} ${arrow}${label === "" ? "" : `|${mermaidLabel(label)}|`} ${to}\n`);
  }
  const text = lines.join("");
  return text.length > MAX_CHARACTERS ? undefined : text;
}

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

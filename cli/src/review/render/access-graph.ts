import type { AccessEntry, Report } from "../model";
import { html, mermaidLabel } from "./escape";
import { drawnAccess } from "./picture-groups";
import { accessText, type Of } from "./words";

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

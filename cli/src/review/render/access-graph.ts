import type { AccessEntry, Report } from "../report";
import { html } from "./escape";
import { accessOf, type Of } from "./of-stacks";
import { accessText } from "./words";

const ROW = 34;
const BOX = { width: 330, height: 24 } as const;
const GAP = 220;
/** About as many characters as a box holds. */
const LABEL = 42;
/** More lines than this nobody can follow. */
const MAX_EDGES = 400;

/** Secrets on the left, roles and users on the right, a line for each that can read; undefined when there is nothing to draw. */
export function accessGraph(report: Report): string | undefined {
  const access = accessOf(report);
  if (access.length === 0 || access.length > MAX_EDGES) return undefined;
  const secrets = rowsOf(access, ({ stack, secret }) => `${stack} · ${secret}`);
  const secretRow = (entry: Of<AccessEntry>): number =>
    secrets.get(`${entry.stack} · ${entry.secret}`) ?? 0;
  // Roles stand near the secrets that they read, so that few lines cross.
  const near = [...access].sort((a, b) => secretRow(a) - secretRow(b));
  const roles = rowsOf(near, ({ stack, principal }) => `${stack} · ${principal}`);
  const height = Math.max(secrets.size, roles.size) * ROW + ROW;
  const right = BOX.width + GAP;
  const edges = access.map((entry) => {
    const from = middle(secretRow(entry));
    const to = middle(roles.get(`${entry.stack} · ${entry.principal}`) ?? 0);
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

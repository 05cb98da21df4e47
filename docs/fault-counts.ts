import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keptWhole } from "./changes-table";

/** What a suite of `test/full/fault-suite` counted of one kind of fault. */
export interface FaultRow {
  readonly kind: string;
  readonly injected: number;
  readonly converged: number;
  readonly told: number;
  readonly lost: number;
  readonly accessLost: number;
}

/** It, and the commit of the modules that was measured. */
type RecordedFaults = FaultRow & { readonly commit: string };

const COUNTED = path.join(__dirname, "fault-counts.json");
const PAGE = path.join(__dirname, "test-results.md");
const [BEGIN, END] = ["<!-- fault counts: npm run test:faults -->", "<!-- end of fault counts -->"];

/** Keeps what was counted beside what was counted before of other kinds, and writes the page. */
export function recordFaults(rows: readonly FaultRow[]): void {
  if (rows.length === 0) return;
  const ofModules = ["log", "-1", "--format=%h", "--", "modules"];
  const commit = execFileSync("git", ofModules, { encoding: "utf8" }).trim();
  keptWhole(COUNTED, () => {
    const known = new Map(countedFaults().map((row) => [row.kind, row]));
    for (const row of rows) known.set(row.kind, { ...row, commit });
    writeFileSync(COUNTED, `${JSON.stringify([...known.values()], null, 2)}\n`);
    const page = readFileSync(PAGE, "utf8");
    const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
    if (start < 0 || end < 0) throw new Error(`${PAGE} has no place for the counts: ${BEGIN}`);
    writeFileSync(PAGE, page.slice(0, start) + faultTable([...known.values()]) + page.slice(end));
  });
}

/** What was counted last of each kind. */
export function countedFaults(): readonly RecordedFaults[] {
  if (!existsSync(COUNTED)) return [];
  return JSON.parse(readFileSync(COUNTED, "utf8")) as readonly RecordedFaults[];
}

/** The table of the page. */
export function faultTable(rows: readonly RecordedFaults[]): string {
  const sum = (key: Exclude<keyof FaultRow, "kind">): number =>
    rows.reduce((total, row) => total + row[key], 0);
  const total = {
    kind: "all",
    injected: sum("injected"),
    converged: sum("converged"),
    told: sum("told"),
    lost: sum("lost"),
    accessLost: sum("accessLost"),
    commit: "",
  };
  const cells = [...rows, total].map(
    ({ kind, injected, converged, told, lost, accessLost, commit }) =>
      [kind, injected, converged, told, lost, accessLost, commit].map(String),
  );
  const head = [
    "fault",
    "injected",
    "converged",
    "of these as the error says",
    "lost",
    "access lost on the way",
    "commit of the modules",
  ];
  // As prettier formats it.
  const widths = head.map((name, at) =>
    Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return `${BEGIN}\n\n${[line(head), rule, ...cells.map(line)].join("\n")}\n\n`;
}

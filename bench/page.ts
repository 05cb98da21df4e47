import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Measured, Table } from "./measurement";

const ROOT = path.resolve(__dirname, "..");
const FOLDER = path.join(ROOT, "docs/performance");
/** The page that `npm run bench -- --write` writes. */
export const PAGE = path.join(ROOT, "docs/performance.md");
/** What the page is made of. */
export const RESULTS = { folder: FOLDER, file: path.join(FOLDER, "results.json") } as const;

/** What a measurement found, when and where. */
export interface Result extends Measured {
  readonly id: string;
  readonly title: string;
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  /** Whether it was only tried in small. */
  readonly quick: boolean;
  /** How many programs wanted a core in the minute before. */
  readonly load: number;
  /** Seconds that the measurement took. */
  readonly took: number;
}

/** What was measured before. */
export function kept(): readonly Result[] {
  if (!existsSync(RESULTS.file)) return [];
  return JSON.parse(readFileSync(RESULTS.file, "utf8")) as readonly Result[];
}

/** The machine in words, and how busy it is. */
export function machine(): Pick<Result, "machine" | "load"> {
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  const [node = ""] = process.versions.node.split(".");
  return {
    machine: `${os.cpus().length} cores, ${gigabytes} GB, ${os.type()}, Node ${node}`,
    load: Number((os.loadavg()[0] ?? 0).toFixed(1)),
  };
}

/** The commit that is measured, and the day. */
export function writtenBy(): Pick<Result, "commit" | "date"> {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  // What the bench itself writes is no change of what it measures.
  const changed = git("status", "--porcelain", "--", ".", ":!docs/performance*");
  const commit = git("rev-parse", "--short=7", "HEAD") + (changed === "" ? "" : " with changes");
  return { commit, date: new Date().toISOString().slice(0, 10) };
}

/** A table in Markdown. */
export function tableOf({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** As `npm run format` leaves it. */
function formatted(file: string, text: string): string {
  const prettier = path.join(ROOT, "node_modules/.bin/prettier");
  const options = { cwd: ROOT, encoding: "utf8", input: text } as const;
  return execFileSync(prettier, ["--stdin-filepath", file], options);
}

/** The page, its charts, and what they are made of. */
export function render(results: readonly Result[]): {
  readonly page: string;
  readonly json: string;
  readonly charts: Readonly<Record<string, string>>;
} {
  const charts = Object.assign({}, ...results.map((result) => result.charts ?? {})) as Readonly<
    Record<string, string>
  >;
  const minutes = Math.ceil(results.reduce((sum, { took }) => sum + took, 0) / 60);
  const targets = results.flatMap(({ targets: all = [], commit }) =>
    all.map(({ wanted, measured, holds }) => [
      wanted,
      measured,
      holds ? "yes" : "**no**",
      `commit ${commit}`,
    ]),
  );
  const commits = [...new Set(results.map(({ commit }) => `commit ${commit}`))].join(", ");
  const text = [
    "# Performance",
    "",
    `Made by \`npm run bench -- --write\`; the measurements below took ${minutes} minutes in all, on ${commits}. What it is`,
    "compared with has a package file of its own, [bench/peers](../bench/peers/package.json), and is never installed with what is published. Processor time leaves out what other programs",
    "of the machine take; times from start to end do not. A ratio is that of the medians.",
    "",
    "## Targets",
    "",
    tableOf({ columns: ["what is wanted", "measured", "holds", "on"], rows: targets }),
    "",
    ...results.flatMap(section),
  ].join("\n");
  return {
    page: formatted(PAGE, text),
    json: formatted(RESULTS.file, JSON.stringify(results)),
    charts,
  };
}

function section(result: Result): readonly string[] {
  const {
    title,
    text,
    tables,
    charts = {},
    quick,
    commit,
    date,
    machine: where,
    load,
    took,
  } = result;
  const measured = quick ? "Tried in small, with few runs," : "Measured";
  return [
    `## ${title}`,
    "",
    text,
    "",
    ...tables.flatMap((table) => [tableOf(table), ""]),
    ...Object.keys(charts).flatMap((name) => [`![${title}](performance/${name}.svg)`, ""]),
    `${measured} on commit ${commit}, ${date}, in ${took} s, on ${where}; load before it: ${load}.`,
    "",
  ];
}

import type { Report } from "../model";
import { mermaid } from "./access-graph";
import { code, prose } from "./escape";
import { tables, type Cell, type Table } from "./tables";
import { answer, undecided, verdict, waiversOf } from "./words";

/** GitHub takes 65,536 characters in a comment. */
export const COMMENT_BUDGET = 60_000;

/** GitHub takes 1 MiB in a job's summary; characters may take four bytes. */
export const SUMMARY_BUDGET = 250_000;

/** The report as GitHub's Markdown, what matters most first and at most `budget` characters long. */
export function markdown(report: Report, budget: number): string {
  const isOpen = undecided(report) > 0;
  const mark = report.verdict === "blocking" ? "⛔" : isOpen ? "❔" : "✅";
  const heading = fixed(
    `### ${mark} Secrets review: ${verdict(report)}\n\n**${prose(answer(report))}**\n${origin(report)}`,
  );
  const diagram = mermaid(report);
  const picture =
    diagram === undefined ? [] : [folded("Picture", fixed(`\n\`\`\`mermaid\n${diagram}\`\`\`\n`))];
  return fit(
    [heading, ...tables(report).map(tableSection), ...waivers(report), ...picture],
    budget,
  );
}

/** Which stack it is about where it is one alone, and of which commit and run. */
function origin({ stacks, origin: from }: Report): string {
  const [only, ...others] = stacks;
  const parts = [
    ...(only !== undefined && others.length === 0 ? [`stack ${code(only.name)}`] : []),
    ...(from?.commit === undefined ? [] : [`commit ${code(from.commit)}`]),
    ...(from?.run === undefined ? [] : [`[run](${from.run})`]),
    ...(from === undefined ? [] : [from.time]),
  ];
  return parts.length === 0 ? "" : `\n${parts.join(" · ")}\n`;
}

/** What to paste for everything that blocks. */
function waivers(report: Report): readonly Section[] {
  const list = waiversOf(report);
  if (list.length === 0) return [];
  const rows = list.map((waiver) => `${waiver}\n`);
  const section: Section = {
    head: "\nTo let these pass, for `waivers` in `ecs-secrets.review.json`, each with a reason:\n\n````json\n",
    rows,
    foot: "````\n",
    leftOut: (number) => `\n*${number} more waivers: see report.json.*\n`,
  };
  return [folded("Waivers to paste", section)];
}

function tableSection({ shown, title, rowsAre, columns, rows }: Table): Section {
  const head = `|${columns.map((column) => ` ${column} |`).join("")}\n|${" --- |".repeat(columns.length)}\n`;
  const section: Section = {
    head: `\n${head}`,
    rows: rows.map((cells) => `|${cells.map((cell) => ` ${markdownCell(cell)} |`).join("")}\n`),
    foot: "",
    leftOut: (number) => `\n*${number} more ${rowsAre}: see the job's summary and report.json.*\n`,
  };
  if (shown === "folded") return folded(title, section);
  return { ...section, head: `\n#### ${title}\n${section.head}`, first: rowsAre === "findings" };
}

function markdownCell(cell: Cell): string {
  return cell
    .map((line) =>
      line.map(({ kind, text }) => (kind === "name" ? code(text) : prose(text))).join(""),
    )
    .join("<br>");
}

function fixed(head: string): Section {
  return { head, rows: [], foot: "", leftOut: () => "" };
}

function folded(title: string, section: Section): Section {
  const head = `\n<details><summary>${title}</summary>\n${section.head}`;
  return { ...section, head, foot: `${section.foot}\n</details>\n` };
}

/** A part of a report whose rows may be left out when there is no room. */
export interface Section {
  readonly head: string;
  readonly rows: readonly string[];
  readonly foot: string;
  /** Whether it gets its room before what stands above it. @default false */
  readonly first?: boolean;
  /** What stands in place of `count` rows that are left out. */
  readonly leftOut: (count: number) => string;
}

/**
 * The sections in their order, the earlier ones as whole as the budget allows: rows are left out from the end, and a line
 * says how many.
 *
 * @param budget in characters
 */
export function fit(sections: readonly Section[], budget: number): string {
  const [heading, ...others] = sections;
  const order = [
    ...(heading === undefined ? [] : [heading]),
    ...others.filter(({ first }) => first),
    ...others.filter(({ first }) => !first),
  ];
  const texts = new Map<Section, string>();
  let used = 0;
  // Enough for every later section to say that it was left out.
  let reserved = order.reduce((sum, section) => sum + least(section).length, 0);
  for (const section of order) {
    reserved -= least(section).length;
    const text = fitSection(section, budget - used - reserved);
    texts.set(section, text);
    used += text.length;
  }
  return sections.map((section) => texts.get(section) ?? "").join("");
}

function fitSection(section: Section, room: number): string {
  const { head, rows, foot, leftOut } = section;
  const whole = [head, ...rows, foot].join("");
  if (whole.length <= room) return whole;
  const fixed = head.length + foot.length + leftOut(rows.length).length;
  let used = fixed;
  let count = 0;
  for (const row of rows) {
    if (used + row.length > room) break;
    used += row.length;
    count += 1;
  }
  if (count === 0) return least(section);
  return [head, ...rows.slice(0, count), foot, leftOut(rows.length - count)].join("");
}

function least({ rows, leftOut }: Section): string {
  return rows.length === 0 ? "" : leftOut(rows.length);
}

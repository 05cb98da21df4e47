import type { Report } from "../report";
import { fit, type Section } from "./budget";
import type { Cell } from "./cell";
import { code, prose } from "./escape";
import { mermaid } from "./mermaid";
import { tables, type Table } from "./tables";
import { verdict } from "./words";

/** GitHub takes 65,536 characters in a comment. */
export const COMMENT_BUDGET = 60_000;

/** GitHub takes 1 MiB in a job's summary; characters may take four bytes. */
export const SUMMARY_BUDGET = 250_000;

/** The report as GitHub's Markdown, what matters most first and at most `budget` characters long. */
export function markdown(report: Report, budget: number): string {
  const mark = report.verdict === "clean" ? "✅" : "⛔";
  const heading = fixed(`### ${mark} Secrets review: ${verdict(report)}\n`);
  const diagram = mermaid(report);
  const picture =
    diagram === undefined ? [] : [folded("Picture", fixed(`\n\`\`\`mermaid\n${diagram}\`\`\`\n`))];
  return fit([heading, ...tables(report).map(tableSection), ...picture], budget);
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
  return { ...section, head: `\n#### ${title}\n${section.head}` };
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

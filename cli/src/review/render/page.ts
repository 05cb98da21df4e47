import type { Report } from "../report";
import { accessGraph } from "./access-graph";
import type { Cell } from "./cell";
import { html } from "./escape";
import { STYLE } from "./page-style";
import { tables, type Table } from "./tables";
import { verdict } from "./words";

/** Nothing is loaded and nothing runs: the page is one file that may be mailed around. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const LEGEND =
  '<span class="added">green: new</span> · <span class="removed">red: gone</span> · <span class="changed">amber: changed, or not provable</span>';

/** The report as one HTML page, for people who would rather look. */
export function page(report: Report): string {
  const graph = accessGraph(report);
  const [stacks, ...others] = tables(report).map(tableSection);
  return [
    `<!doctype html>`,
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<title>Secrets review</title><style>${STYLE}</style></head><body>`,
    `<h1 class="${report.verdict}">Secrets review: ${html(verdict(report))}</h1>`,
    stacks ?? "",
    graph === undefined
      ? ""
      : `<h2>Who can read which secret</h2>\n<p>${LEGEND}</p>\n<div class="graph">${graph}</div>`,
    ...others,
    `</body></html>`,
  ]
    .map((part) => `${part}\n`)
    .join("");
}

function tableSection({ shown, title, columns, rows }: Table): string {
  const head = columns.map((column) => `<th>${column}</th>`).join("");
  const body = rows.map((cells) => {
    return `<tr>${cells.map((cell) => `<td>${htmlCell(cell)}</td>`).join("")}</tr>\n`;
  });
  const table = `<table><tr>${head}</tr>\n${body.join("")}</table>`;
  return shown === "open"
    ? `<h2>${title}</h2>\n${table}`
    : `<details><summary>${title}</summary>\n${table}</details>`;
}

function htmlCell(cell: Cell): string {
  return cell
    .map((line) =>
      line
        .map(({ kind, text }) => (kind === "name" ? `<code>${html(text)}</code>` : html(text)))
        .join(""),
    )
    .join("<br>");
}

import type { Report } from "../model";
import { accessGraph } from "./access-graph";
import { html } from "./escape";
import { tables, type Cell, type Table } from "./tables";
import { answer, undecided, verdict, waiversOf } from "./words";

/** Nothing is loaded and nothing runs: the page is one file that may be mailed around. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const LEGEND =
  '<span class="added">green: new</span> · <span class="removed">red: gone</span> · <span class="changed">amber: changed, or not provable</span>';

/** The report as one HTML page. */
export function page(report: Report): string {
  const graph = accessGraph(report);
  const [first, ...others] = tables(report).map(tableSection);
  const waivers = waiversOf(report);
  return [
    `<!doctype html>`,
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<title>Secrets review</title><style>${STYLE}</style></head><body>`,
    `<h1 class="${report.verdict === "clean" && undecided(report) > 0 ? "undecided" : report.verdict}">Secrets review: ${html(verdict(report))}</h1>`,
    `<p class="answer">${html(answer(report))}</p>`,
    origin(report),
    first ?? "",
    graph === undefined
      ? ""
      : `<h2>Who can read which secret</h2>\n<p>${LEGEND}</p>\n<div class="graph">${graph}</div>`,
    ...others,
    waivers.length === 0
      ? ""
      : `<details><summary>Waivers to paste</summary>\n<p>To let these pass, for <code>waivers</code> in <code>ecs-secrets.review.json</code>, each with a reason:</p>\n<pre>${waivers.map(html).join("\n")}</pre></details>`,
    `</body></html>`,
  ]
    .map((part) => `${part}\n`)
    .join("");
}

/** Which stack it is about where it is one alone, and of which commit and run. */
function origin({ stacks, origin: from }: Report): string {
  const [only, ...others] = stacks;
  const parts = [
    ...(only !== undefined && others.length === 0 ? [`stack ${only.name}`] : []),
    ...(from?.commit === undefined ? [] : [`commit ${from.commit}`]),
    ...(from?.run === undefined ? [] : [`run ${from.run}`]),
    ...(from === undefined ? [] : [from.time]),
  ];
  return parts.length === 0 ? "" : `<p>${html(parts.join(" · "))}</p>`;
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

/** How the page looks; in light and in dark. */
const STYLE = `
:root { color-scheme: light dark; --line: #8884; --added: #1a7f37; --removed: #cf222e; --changed: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --added: #3fb950; --removed: #f85149; --changed: #d29922; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; border-left: .5rem solid; padding-left: .75rem; }
h1.clean { border-color: var(--added); } h1.undecided { border-color: var(--changed); } h1.blocking { border-color: var(--removed); }
.answer { font-size: 1.15rem; }
h2, summary { font-size: 1.1rem; font-weight: 600; margin-top: 1.75rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th { white-space: nowrap; }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.added { color: var(--added); } .removed { color: var(--removed); } .changed { color: var(--changed); }
.graph { overflow-x: auto; }
svg text { font: 12px ui-monospace, monospace; fill: currentColor; }
svg rect { fill: #8881; stroke: var(--line); }
svg path { fill: none; stroke: #888a; stroke-width: 1.5; }
svg path.added { stroke: var(--added); stroke-width: 2.5; }
svg path.removed { stroke: var(--removed); stroke-dasharray: 6 4; stroke-width: 2.5; }
svg path.changed { stroke: var(--changed); stroke-width: 2.5; }
svg path.unproven { stroke: var(--changed); stroke-dasharray: 2 4; stroke-width: 2.5; }
`;

import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allRules } from "../modules/core/rule";
// The registry holds the rules of what is loaded; environments bring rules of their own.
import "../environments";
import "../modules";

/** `docs/rules.md`: every rule in the registry, so the page cannot say anything else than the code does. */
export const RULES_PAGE = path.join(__dirname, "rules.md");

/** The page's text. */
export function rulesPage(): string {
  const rows = allRules().map(
    ({ id, demand, source }) => `| \`${id}\` | ${escapeCell(demand)} | ${link(source)} |`,
  );
  return [
    "# Rules",
    "",
    `The ${rows.length} rules by which mistakes are refused at synthesis, before Terraform or AWS see them. Made by \`npm run docs\`; tests hold it against the code.`,
    "A message names the construct, the prop, the rule, the value got and the remedy; its id stands at the end. What says *should* is a warning and refuses nothing.",
    "",
    "| rule | what it demands | where it comes from |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

const DECISIONS = readdirSync(path.join(__dirname, "decisions"));

/** A page of AWS or Terraform, or `decision N`. @throws Error when there is no such decision */
function link(source: string): string {
  if (source.startsWith("https://")) return `[AWS or Terraform](${source})`;
  const [, number = ""] = /^decision (\d+)$/.exec(source) ?? [];
  const file = DECISIONS.find((name) => name.startsWith(`${number.padStart(4, "0")}-`));
  if (file === undefined) throw new Error(`${source} is neither a page nor a decision`);
  return `[${source}](decisions/${file})`;
}

if (require.main === module) writeFileSync(RULES_PAGE, rulesPage());

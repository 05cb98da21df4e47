import { writeFileSync } from "node:fs";
import path from "node:path";
import { allRules } from "cdktf-ecs-secrets";
// Environments bring rules of their own.
import "../environments";

/** `docs/rules.md`: every rule in the registry, so the page cannot say anything else than the code does. */
export const RULES_PAGE = path.join(__dirname, "rules.md");

/** The page's text. */
export function rulesPage(): string {
  const rows = allRules().map(
    ({ id, demands, source }) => `| \`${id}\` | must ${escapeCell(demands)} | ${link(source)} |`,
  );
  return [
    "# Rules",
    "",
    `The ${rows.length} rules by which mistakes are refused at synthesis, before Terraform or AWS see them. Made by \`npm run docs\`; tests hold it against the code.`,
    "A message names the construct, the prop, the rule, the value got and the remedy; its id stands at the end.",
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

function link(source: string): string {
  return source.startsWith("https://") ? `[AWS or Terraform](${source})` : escapeCell(source);
}

if (require.main === module) writeFileSync(RULES_PAGE, rulesPage());

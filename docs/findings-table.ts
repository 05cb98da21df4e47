import { writeFileSync } from "node:fs";
import path from "node:path";
import { findingRules } from "../cli/src/review";

/** `docs/findings.md`: everything that a review looks for. */
export const FINDINGS_PAGE = path.join(__dirname, "findings.md");

const ORDER = { high: 0, medium: 1, low: 2 } as const;

/** The page's text. */
export function findingsPage(): string {
  const rules = [...findingRules].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  return [
    "# Findings of a plan review",
    "",
    `The ${rules.length} things that [a review](plan-review.md) looks for. Made by \`npm run docs\`; a test holds it against the code.`,
    "What was so before the plan is of low severity.",
    "",
    "| finding | severity | what it says |",
    "| --- | --- | --- |",
    ...rules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`),
    "",
  ].join("\n");
}

if (require.main === module) writeFileSync(FINDINGS_PAGE, findingsPage());

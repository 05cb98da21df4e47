import { writeFileSync } from "node:fs";
import path from "node:path";
import type { FieldRow } from "./fields/field-row";
import { FIELD_TABLES, type FieldTable } from "./fields/tables";

/** `docs/fields.md`: every field of ECS, and what becomes of it. */
export const FIELDS_PAGE = path.join(__dirname, "fields.md");

/** The page's text. */
export function fieldsPage(): string {
  return [
    "# Fields",
    "",
    "Every field of a container definition, as the ECS API of the AWS SDK has it, and of what the provider makes of ECS, in each of its lines. Made by `npm run docs`; tests hold it against the SDK's and the provider's own models and against the props.",
    "",
    "- **prop**: a typed prop of the construct",
    "- **derived**: follows from other props",
    "- **hatch**: rare; set by the way that is named",
    "- **refused**: there is no way, and the reason",
    ...FIELD_TABLES.flatMap(section),
    "",
  ].join("\n");
}

function section({ title, props, rows }: FieldTable): readonly string[] {
  const entries = Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1));
  const count = (kind: FieldRow["kind"]): string =>
    `${entries.filter(([, row]) => row.kind === kind).length} ${kind}`;
  return [
    "",
    `## ${title}`,
    "",
    `Props are those of ${props}. ${entries.length} fields: ${count("prop")}, ${count("derived")}, ${count("hatch")}, ${count("refused")}.`,
    "",
    "| field | | how |",
    "| --- | --- | --- |",
    ...entries.map(([field, row]) => `| \`${field}\` | ${row.kind} | ${row.text}${lineOf(row)} |`),
  ];
}

const LINES = {
  20: "AWS provider 5 only",
  21: "AWS provider 6 only",
  25: "AWS provider 6 only, later versions: `@cdktn/provider-aws` 25.7 has it",
} as const;

function lineOf({ line }: FieldRow): string {
  return line === undefined ? "" : ` (${LINES[line]})`;
}

if (require.main === module) writeFileSync(FIELDS_PAGE, fieldsPage());

import { printedJson } from "../../json";
import type { Finding, Report } from "../model";
import { allFindings } from "./words";

/** How SARIF calls what blocks, what should be looked at and what is good to know. */
const LEVELS = { high: "error", medium: "warning", low: "note" } as const;

/** Where every finding is shown: a plan does not tell lines of code, and here it is decided what blocks. */
const SHOWN_AT = "ecs-secrets.review.json";

/**
 * The findings for tools that show them beside the code.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(report: Report): string {
  const found = allFindings(report);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "ecs-secrets review",
            rules: [...new Set(found.map(({ id }) => id))].sort().map((id) => ({ id })),
          },
        },
        results: found.map(resultOf),
      },
    ],
  };
  return `${printedJson(log, 2)}\n`;
}

function resultOf(finding: Finding & { readonly stack?: string }): object {
  const { id, severity, subject, address = subject, text, remedy, waived, stack = "" } = finding;
  const { removed = [], added = [] } = finding;
  const changed = [...removed.map((line) => `− ${line}`), ...added.map((line) => `+ ${line}`)];
  return {
    ruleId: id,
    level: LEVELS[severity],
    message: {
      text: `${[stack, subject].filter((part) => part !== "").join(": ")}: ${[text, ...changed, remedy].join(" ")}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: SHOWN_AT }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: address, kind: "resource" }],
      },
    ],
    partialFingerprints: { finding: [id, stack, subject].join("/") },
    ...(waived === undefined
      ? {}
      : { suppressions: [{ kind: "external", justification: waived.reason }] }),
  };
}

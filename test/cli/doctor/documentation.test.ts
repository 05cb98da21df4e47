import { readFileSync } from "node:fs";
import path from "node:path";
import { referenceChecks, roleChecks } from "../../../cli/src/delivery";
import { serviceChecks } from "../../../cli/src/doctor/checks";
import { kindOf, REASONS } from "../../../cli/src/doctor/stopped-reason";

const TEXT = readFileSync(path.join(__dirname, "../../../docs/troubleshooting.md"), "utf8");
const CHECKS = [...referenceChecks, ...roleChecks, ...serviceChecks];

describe("docs/troubleshooting.md", () => {
  it("lists every check as the code has it, and no other", () => {
    const table = TEXT.slice(TEXT.indexOf("## Every check"));
    const rows = [...table.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, id, what, why]) => ({ id, what, why }))).toEqual(
      CHECKS.map(({ id, what, why }) => ({ id, what, why })),
    );
  });

  it("names only checks that there are", () => {
    const known = [...CHECKS.map(({ id }) => id), "services", "task-definition", "failed-start"];
    const causes = TEXT.slice(TEXT.indexOf("## From what"), TEXT.indexOf("## Forms"));
    const named = [...causes.matchAll(/^\|[^|]*\|[^|]*\|(.*)\|$/gm)].flatMap(([, checks = ""]) =>
      [...checks.matchAll(/`([a-z]+(?:-[a-z]+)+|stale)`/g)].map(([, id = ""]) => id),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((id) => !known.includes(id))).toEqual([]);
  });

  it("has both texts of an ARN that the agent refuses", () => {
    const causes = TEXT.slice(TEXT.indexOf("## From what"), TEXT.indexOf("## Forms"));
    expect(causes).toContain("`unexpected ARN format`");
    expect(causes).toContain(
      "`an invalid ARN format for the AWS Secrets Manager secret was specified`",
    );
  });

  it("has a row for each kind of reason", () => {
    const causes = TEXT.slice(TEXT.indexOf("## From what"), TEXT.indexOf("## Forms"));
    const texts = [...causes.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text),
    );
    const shown = new Set(texts.map((text) => kindOf(text)));
    expect(REASONS.filter((kind) => !shown.has(kind)).map(({ cause }) => cause)).toEqual([]);
  });
});

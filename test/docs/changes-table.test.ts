import { readFileSync } from "node:fs";
import { CHANGES_PAGE, changesPage, seenChanges } from "../../docs/changes-table";
import { PAIRS } from "../support/changes/pairs";
import { ROWS } from "../support/changes/rows";

describe("docs/changes.md", () => {
  const seen = seenChanges();

  const page = readFileSync(CHANGES_PAGE, "utf8");

  it("is made of what the suite saw last (`npm run docs`)", () => {
    expect(page).toBe(changesPage(seen));
  });

  it.each([...ROWS, ...PAIRS])(
    "has a row of this kind of change: $what",
    ({ what, due, procedure }) => {
      expect(page).toContain(`| ${what}`);
      // What was seen of another change than the suite tries now is no longer true.
      const told = seen.find((change) => change.what === what);
      if (told) expect([told.due, told.procedure]).toEqual([due, procedure]);
    },
  );

  it("tells of no access that was lost, and of no refusal that moved anything", () => {
    const bad = seen.filter(
      ({ lost, back, writesOfRefusals }) => lost + (back?.lost ?? 0) + writesOfRefusals > 0,
    );
    expect(bad).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { CHANGES_PAGE, changesPage, seenChanges } from "../../docs/changes-table";
import { ROWS } from "../support/changes/rows";

describe("docs/changes.md", () => {
  const seen = seenChanges();

  it("has every kind of change that the suite tries, as it was seen last (`npm run docs`)", () => {
    expect(seen.map(({ what }) => what)).toEqual(ROWS.map(({ what }) => what));
    expect(seen.map(({ due }) => due)).toEqual(ROWS.map(({ due }) => due));
    expect(seen.map(({ procedure }) => procedure)).toEqual(ROWS.map((row) => row.procedure));
    expect(readFileSync(CHANGES_PAGE, "utf8")).toBe(changesPage(seen));
  });

  it("tells of no access that was lost, and of no refusal that moved anything", () => {
    const bad = seen.filter(
      ({ lost, back, writesOfRefusals }) => lost + (back?.lost ?? 0) + writesOfRefusals > 0,
    );
    expect(bad).toEqual([]);
  });
});

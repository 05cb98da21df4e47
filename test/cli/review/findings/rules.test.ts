import { readdirSync } from "node:fs";
import path from "node:path";
import { findingRules } from "../../../../cli/src/review/findings";

const FOLDER = path.join(__dirname, "../../../../cli/src/review/findings");

function isRule(value: unknown): boolean {
  return typeof value === "object" && value !== null && "find" in value && "severity" in value;
}

describe("the list of findings", () => {
  it("holds every rule that a file of its folder exports", async () => {
    const files = await Promise.all(
      readdirSync(FOLDER).map((file) => import(path.join(FOLDER, file)) as Promise<object>),
    );
    const exported = files.flatMap((file) => Object.values(file).filter(isRule));
    expect(new Set(exported)).toEqual(new Set(findingRules));
  });

  it("names each once", () => {
    const ids = findingRules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

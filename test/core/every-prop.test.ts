import { arrives, EVERY_ROW, OFFERED, REFUSED } from "../support/every-prop";
import { keyOf, leavesIn, synthesizeRow, type Leaf } from "../support/token-props";

/** Texts of a document, with those of the objects in it. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What is written as JSON, and is none before Terraform has filled in what it knows. */
function brokenJson(text: string): boolean {
  // Templates of EventBridge have places of their own, without quotes.
  if (!/^(\{"|\[\{?")/.test(text) || /:<\w+>/.test(text)) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

describe("a text, number or switch that only Terraform knows", () => {
  const arrived = new Set<Leaf>();
  const asked = new Map<Leaf, string[]>();

  it.each(EVERY_ROW)("arrives wherever a prop takes it: %s", (name, row) => {
    const { json, asked: own } = synthesizeRow(row, { wanted: arrives });
    for (const leaf of own) asked.set(leaf, [...(asked.get(leaf) ?? []), name]);
    const used = JSON.stringify({ ...json, variable: undefined });
    for (const leaf of leavesIn(used)) arrived.add(leaf);
    const lost = [...own].filter((leaf) => arrives(leaf) && !arrived.has(leaf));
    expect(lost.map(keyOf)).toEqual([]);
    expect(textsIn(json).filter(brokenJson)).toEqual([]);
  });

  it.each(EVERY_ROW)("leaves JSON in place where its expression has quotes: %s", (_name, row) => {
    const { json } = synthesizeRow(row, { wanted: arrives, form: "entry", inside: true });
    expect(textsIn(json).filter(brokenJson)).toEqual([]);
  });

  it("has a row for every prop of every construct, by the types of the props", () => {
    const without = OFFERED.filter((leaf) => !asked.has(leaf));
    expect(without.map(keyOf)).toEqual([]);
    const lost = OFFERED.filter((leaf) => arrives(leaf) && !arrived.has(leaf));
    expect(lost.map(keyOf)).toEqual([]);
    expect(OFFERED.length).toBeGreaterThan(500);
  });

  it.each([...REFUSED])("is refused by its name where it decides what is made: %s", (key) => {
    const [leaf] = OFFERED.filter((one) => keyOf(one) === key);
    const rows = EVERY_ROW.filter(([name]) => leaf && asked.get(leaf)?.includes(name));
    expect(rows.length).toBeGreaterThan(0);
    for (const [, row] of rows) {
      const make = (): unknown => synthesizeRow(row, { wanted: (one) => one === leaf });
      expect(make).toThrow(/`\S+` must be known at synthesis, because it decides what is made/);
    }
  });
});

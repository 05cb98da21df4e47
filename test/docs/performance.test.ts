import { readFileSync } from "node:fs";
import path from "node:path";
import { growth, interleaved, median } from "../../bench/measurement";
import { partsOf } from "../../bench/profile";
import { kept, PAGE, render, RESULTS } from "../../bench/page";

const ROOT = path.resolve(__dirname, "../..");
const COMMIT = /\bcommit [0-9a-f]{7}\b/;
/** What was measured: a number with digits behind its point, a unit or a comma. */
const FIGURE = /\|[^|\n]*\b\d[\d,.]*(\s(s|MB|GB|times))?\b[^|\n]*\|/;

/** The parts of a page below its headings, each with what stands before the first table after it. */
function sectionsOf(document: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, document), "utf8");
  return text.split(/^(?=## )/m);
}

describe.each(["docs/performance.md", "docs/test-results.md"])("%s", (document) => {
  it("names the commit of every table of figures", () => {
    const sections = sectionsOf(document).filter((section) => FIGURE.test(section));
    expect(sections.length).toBeGreaterThan(1);
    const without = sections.filter((section) => !COMMIT.test(section.replaceAll("\n", " ")));
    expect(without.map((section) => section.split("\n")[0])).toEqual([]);
  });
});

describe("docs/performance.md", () => {
  it("is what the kept results say", () => {
    const { page, json, charts } = render(kept());
    expect(readFileSync(PAGE, "utf8")).toBe(page);
    expect(readFileSync(RESULTS.file, "utf8")).toBe(json);
    for (const [name, svg] of Object.entries(charts))
      expect(readFileSync(path.join(RESULTS.folder, `${name}.svg`), "utf8")).toBe(svg);
  });
});

describe("the bench's arithmetic", () => {
  it("takes the median", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 9, 2])).toBe(3);
  });

  it("knows how a figure grows", () => {
    const sizes = [1, 10, 100];
    expect(growth(sizes.map((size) => [size, 3 * size]))).toBeCloseTo(1);
    expect(growth(sizes.map((size) => [size, size ** 2]))).toBeCloseTo(2);
  });

  it("adds up a profile by where functions stand, and leaves out waiting", () => {
    const at = (id: number, url: string, functionName = "f") => ({
      id,
      callFrame: { functionName, url },
    });
    const nodes = [
      at(1, "file:///app/dist/modules/core/names.js"),
      at(2, "file:///app/node_modules/cdktf/lib/app.js"),
      at(3, "", "(garbage collector)"),
      at(4, "", "(idle)"),
      at(5, "node:fs"),
    ];
    const parts = partsOf({
      nodes,
      samples: [1, 2, 3, 4, 5, 1],
      timeDeltas: [1e6, 2e6, 3e6, 4e6, 5e6, 6e6],
    });
    expect(Object.fromEntries(parts)).toEqual({
      "modules/core": 7,
      "`cdktf`": 2,
      "collection of garbage": 3,
      "Node and V8": 5,
    });
  });

  it("runs everything once before anything twice", async () => {
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    const results = await interleaved(2, { a: note("a"), b: note("b") });
    expect(order).toEqual(["a", "b", "a", "b"]);
    expect(results["b"]).toEqual([2, 4]);
  });
});

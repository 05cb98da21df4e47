import { fit, type Section } from "../../../../cli/src/review/render/markdown";

function section(name: string, rows: number): Section {
  return {
    head: `${name}:\n`,
    rows: Array.from({ length: rows }, (_, index) => `${name} ${index}\n`),
    foot: "end\n",
    leftOut: (count) => `${count} more ${name}\n`,
  };
}

describe("fit", () => {
  it("keeps what fits as it is", () => {
    expect(fit([section("a", 1), section("b", 0)], 1000)).toBe("a:\na 0\nend\nb:\nend\n");
  });

  it("shortens the later sections first", () => {
    const text = fit([section("a", 10), section("b", 10), section("c", 10)], 90);
    expect(text.length).toBeLessThanOrEqual(90);
    expect(text).toContain("a 9\nend\n");
    expect(text).toMatch(/b 0\n[^c]*end\n\d more b\n10 more c\n$/);
  });

  it("leaves room for the later ones to say that they were left out", () => {
    const text = fit([section("a", 100), section("b", 100)], 120);
    expect(text.length).toBeLessThanOrEqual(120);
    expect(text).toMatch(/\d+ more a\n100 more b\n$/);
  });

  it("counts the rows that it left out", () => {
    const text = fit([section("a", 100)], 200);
    const shown = text.match(/^a \d+$/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(text).toContain(`${100 - shown} more a`);
  });
});

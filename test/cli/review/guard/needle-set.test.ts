import { NeedleSet } from "../../../../cli/src/review/guard/find-value";

describe("NeedleSet", () => {
  it("finds a text wherever it stands", () => {
    const needles = new NeedleSet();
    needles.add("abcdefgh-first", "first");
    needles.add("abcdefgh-second", "second");
    expect(needles.findIn("xx abcdefgh-second")).toBe("second");
    expect(needles.findIn("abcdefgh-first xx")).toBe("first");
    expect(needles.findIn("abcdefgh-third")).toBeUndefined();
    expect(needles.findIn("abcdefgh")).toBeUndefined();
  });

  it("finds a text of exactly eight characters, and leaves out shorter ones", () => {
    const needles = new NeedleSet();
    needles.add("12345678", "eight");
    needles.add("1234567", "seven");
    expect(needles.findIn("0123456789")).toBe("eight");
    expect(needles.findIn("1234567")).toBeUndefined();
  });
});

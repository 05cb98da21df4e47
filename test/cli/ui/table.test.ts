import { formatTable } from "../../../cli/src/ui";

describe("formatTable", () => {
  it("aligns columns under their headings without borders or trailing spaces", () => {
    const text = formatTable(
      ["CONTAINER", "VARIABLE", "LENGTH"],
      [
        ["web", "DB_PASSWORD", "40"],
        ["worker", "KEY", ""],
      ],
    );
    expect(text.split("\n")).toEqual([
      "CONTAINER  VARIABLE     LENGTH",
      "web        DB_PASSWORD  40",
      "worker     KEY",
    ]);
  });

  it("shows what names hold that would move a cursor", () => {
    expect(formatTable(["A"], [["\u001b]0;title\u0007x"]])).toBe("A\n\uFFFD]0;title\uFFFDx");
  });

  it("writes no colours", () => {
    expect(formatTable(["A"], [["ü"]])).toBe("A\nü");
  });
});

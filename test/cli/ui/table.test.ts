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

  it("writes no colours", () => {
    expect(formatTable(["A"], [["ü"]])).toBe("A\nü");
  });
});

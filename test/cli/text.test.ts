import { printedJson } from "../../cli/src/json";
import { visible } from "../../cli/src/review/render/escape";
import { harmless, oneLine, shellWord } from "../../cli/src/text";

describe("what is pasted into a shell", () => {
  it.each([
    ["orders/dev/db", "orders/dev/db"],
    ["s3://bucket/a.env", "s3://bucket/a.env"],
    ["a b", "'a b'"],
    ["$(rm -rf ~)", "'$(rm -rf ~)'"],
    ["it's; ls", String.raw`'it'\''s; ls'`],
    ["a\nb\u001b[31m", "'a b [31m'"],
    ["", "''"],
  ])("%j is one word", (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe("a text from elsewhere", () => {
  it("is one line that does nothing to a terminal", () => {
    expect(oneLine("a\r\nb\tc\u0000\u009bd\u200be\u2066f  g ")).toBe("a b c d e f g");
  });
});

describe("a text from elsewhere in the log of a job", () => {
  it.each([
    ["::error::mine", "\ufffd::error::mine"],
    ["first\n  \t::stop-commands::x", "first\n\ufffd  \t::stop-commands::x"],
    [
      "a ##vso[task.setvariable variable=PATH]/x",
      "a #\ufffd#vso[task.setvariable variable=PATH]/x",
    ],
    ["###[add-mask]x", "##\ufffd#[add-mask]x"],
    ["an std::string, and #[derive]", "an std::string, and #[derive]"],
  ])("is no command: %j", (text, shown) => {
    expect(harmless(text)).toBe(shown);
    expect(harmless(shown)).toBe(shown);
    expect(oneLine(text)).not.toMatch(/^\s*::|##(vso)?\[/);
    expect(visible(text)).not.toMatch(/##(vso)?\[/);
    expect(printedJson(text)).not.toMatch(/##(vso)?\[/);
    expect(JSON.parse(printedJson(text))).toBe(text);
  });
});

describe("JSON that is printed", () => {
  it("is the same JSON, and does nothing to a terminal", () => {
    const value = { "a\u202e": ["\u009b2J", "\u{e0041}", "\u2028", "\u001b[2J", "ü€😀\n"] };
    const printed = printedJson(value, 2);
    expect(JSON.parse(printed)).toEqual(value);
    expect(printed).toContain("ü€😀");
    expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

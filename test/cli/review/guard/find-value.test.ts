import { findValue } from "../../../../cli/src/review/guard/find-value";
import { codeText, html } from "../../../../cli/src/review/render";
import { cpuTimeOf } from "../cpu-time";

const VALUE = 'p${a}ss %{b} "quoted" <tag> | pipe';
/** As Terraform writes it between the brackets of an address. */
const KEY = 'p$${a}ss %%{b} \\"quoted\\" <tag> | pipe';

function found(text: string, value = VALUE): string | undefined {
  return findValue(["nothing here", text], [{ name: "var.token", value }])?.name;
}

describe("findValue", () => {
  it.each([
    ["in an address", KEY],
    ["in an address in HTML", html(KEY)],
    ["in an address in a table of Markdown", codeText(KEY)],
    ["in an address in JSON", JSON.stringify(KEY)],
    ["in a table of Markdown", codeText(VALUE)],
  ])("finds the key of an instance %s", (_where, text) => {
    expect(found(`aws_thing.it["${text}"] is made`)).toBe("var.token");
  });

  it.each([
    ["a line break and a tab", "first\nsecond\tthird", "first\\nsecond\\tthird"],
    ["what does not print", "zero\u200bwidth and \u{e0001}", "zero\\u200bwidth and \\U000e0001"],
  ])("finds %s as Terraform writes them", (_what, value, text) => {
    expect(found(`aws_thing.it["${text}"]`, value)).toBe("var.token");
  });

  it("says which text holds it, and finds nothing where it only begins alike", () => {
    const values = [{ name: "a", value: "the-same-beginning-and-one-end" }];
    const texts = ["the-same-beginning-and-another", "x the-same-beginning-and-one-end x"];
    expect(findValue(texts, values)).toEqual({ text: 1, name: "a" });
    expect(findValue(texts.slice(0, 1), values)).toBeUndefined();
  });

  it("finds a value of which more than enough is shown", () => {
    const long = Array.from({ length: 400 }, (_none, at) => `part-${at}`).join(",");
    expect(found(`before ${long.slice(0, 600)}`, long)).toBe("var.token");
  });

  it.each([
    ["by itself", "app may hunter2-secret (known after apply)"],
    ["inside of another expression", "built from ${hunter2-secret.arn}"],
  ])("finds what is taken for an expression of Terraform %s", (_where, text) => {
    expect(found(text, "${hunter2-secret}")).toBe("var.token");
  });

  it("takes a value that is no text in any encoding", () => {
    expect(found("nothing", "\ud800 half a character")).toBeUndefined();
  });

  it("takes no more time for each of many values that begin alike than for each of few", () => {
    const text = "postgres://orders:".repeat(20_000);
    const timeOf = (count: number): number => {
      const values = Array.from({ length: count }, (_none, at) => ({
        name: `v${at}`,
        value: `postgres://orders:${"x".repeat(20)}${at}`,
      }));
      return cpuTimeOf(() => expect(findValue([text], values)).toBeUndefined());
    };
    timeOf(100);
    // Texts times values would be 40 times as much for 40 times as many, on top of the text.
    expect(timeOf(40_000)).toBeLessThan(10_000);
  }, 300_000);

  it("takes a long run of one character", () => {
    const run = "a".repeat(40_000);
    const time = cpuTimeOf(() =>
      expect(found(`${run.slice(1)}b${run.slice(1)}`, `${run}c`)).toBe("var.token"),
    );
    expect(time).toBeLessThan(3_000);
  });
});

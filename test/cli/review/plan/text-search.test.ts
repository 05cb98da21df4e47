import { TextSearch } from "../../../../cli/src/review/plan";
import { cpuTimeOf } from "../cpu-time";

describe("TextSearch", () => {
  it.each([
    ["alone", "hunter-two-2", "hunter-two-2"],
    ["in the middle", "postgres://sa:hunter-two-2@db", "hunter-two-2"],
    ["at the end", "password=other-one-3", "other-one-3"],
    ["behind a part of itself", "hunter-hunter-two-2", "hunter-two-2"],
    ["where another begins alike", "hunter-two-1 hunter-two-2", "hunter-two-2"],
  ])("finds a text that stands %s", (_where, text, found) => {
    expect(new TextSearch(["hunter-two-2", "other-one-3", "short"]).findIn(text)).toBe(found);
  });

  it.each(["", "hunter", "hunter-two-", "short", "HUNTER-TWO-2"])("finds nothing in %j", (text) => {
    expect(new TextSearch(["hunter-two-2", "short"]).findIn(text)).toBeUndefined();
  });

  it("finds a long text by what tells it from others of its kind", () => {
    const head = "-----BEGIN PRIVATE KEY-----".padEnd(400, "A");
    const keys = Array.from(
      { length: 500 },
      (_none, at) => `${head}${String(at).padStart(6, "0")}`,
    );
    const search = new TextSearch(keys);
    expect(search.findIn(`x${keys[321]}y`)).toBe(keys[321]);
    expect(search.findIn(`${head}999999`)).toBeUndefined();
  });

  it("finds what a naive search finds, in texts of few letters", () => {
    let seed = 7;
    const letter = (): string => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return "abc"[(seed >>> 16) % 3] ?? "";
    };
    const word = (length: number): string => Array.from({ length }, letter).join("");
    for (let round = 0; round < 200; round += 1) {
      const needles = Array.from({ length: 20 }, () => word(7));
      const text = word(60);
      const found = new TextSearch(needles).findIn(text);
      expect(found === undefined).toBe(!needles.some((needle) => text.includes(needle)));
      if (found !== undefined) expect(text).toContain(found);
    }
  });

  it("does not take longer for more texts", () => {
    const text = "nothing of what is looked for stands here ".repeat(10_000);
    const few = new TextSearch(["secret-number-1"]);
    const many = new TextSearch(
      Array.from({ length: 20_000 }, (_none, at) => `secret-number-${at}`),
    );
    few.findIn(text);
    const base = cpuTimeOf(() => few.findIn(text));
    expect(cpuTimeOf(() => many.findIn(text))).toBeLessThan(base * 5 + 100);
  }, 60_000);
});

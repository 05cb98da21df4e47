import fc from "fast-check";
import { RequestContext } from "../../../cli/src/policy/access-request";
import { compilePattern, matchPattern, type Reading } from "../../../cli/src/policy/pattern";
import { randomCases } from "../../support/random-cases";

const contextOf = (user: string): RequestContext =>
  new RequestContext({
    principal: { service: "ecs-tasks.amazonaws.com" },
    action: "s3:GetObject",
    resource: "*",
    context: { "aws:username": user },
  });
const READING: Reading = { wildcards: true, variables: true, context: contextOf("ana") };

const is = (pattern: string, text: string, reading = READING): string =>
  matchPattern(compilePattern(pattern, reading), text).is;

describe("a pattern", () => {
  const signs = fc.array(fc.constantFrom("a", "b", "*", "?", "😀", "\ud83d", "\ude00", "$"));
  const joined = signs.map((parts) => parts.join(""));
  const text = fc
    .array(fc.constantFrom("a", "b", "😀", "\ud83d", "\ude00", "$"), { maxLength: 24 })
    .map((parts) => parts.join(""));

  it("fits what a regular expression of the same meaning fits", () => {
    fc.assert(
      fc.property(joined, text, (pattern, tried) => {
        const source = pattern.replace(/\$/g, "\\$").replaceAll("*", "[^]*").replaceAll("?", "[^]");
        expect(is(pattern, tried)).toBe(new RegExp(`^${source}$`, "u").test(tried) ? "yes" : "no");
      }),
      { numRuns: randomCases(20_000) },
    );
  });

  it("takes no time that grows with a power of its wildcards", () => {
    const started = Date.now();
    expect(is(`${"*a".repeat(200)}b`, "a".repeat(4_000))).toBe("no");
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it("means each time what it means where it stands", () => {
    const literal = { ...READING, wildcards: false };
    for (let time = 0; time < 2; time += 1) {
      expect(is("a*", "ab")).toBe("yes");
      expect(is("a*", "ab", literal)).toBe("no");
      expect(is("a*", "a*", literal)).toBe("yes");
    }
    const other = contextOf("eva");
    expect(is("${aws:username}", "ana")).toBe("yes");
    expect(is("${aws:username}", "ana", { ...READING, context: other })).toBe("no");
    expect(is("${aws:username}", "eva", { ...READING, context: other })).toBe("yes");
  });
});

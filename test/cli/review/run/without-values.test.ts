import { withoutValues } from "../../../../cli/src/review/run/apply-reviewed";

describe("withoutValues", () => {
  it.each([
    ["plain", "a value & more", "a value & more"],
    ["short", "1234", "1234"],
    ["in JSON", 'with "quotes"', 'with \\"quotes\\"'],
    ["in base64", "a value & more", Buffer.from("a value & more").toString("base64").slice(0, 16)],
  ])("leaves a value out that stands there %s", (_how, value, shown) => {
    const text = withoutValues(`Value '${shown}' failed`, { key: value });
    expect(text).toMatch(/^Value '\(TF_VAR_key\).*' failed$/);
    expect(text).not.toContain(shown);
  });

  const PRIVATE_KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBg\n  kqhkiG9w0BAQEF\n-----END KEY-----\n";

  it.each([
    ["without its last line break", PRIVATE_KEY, PRIVATE_KEY.trim()],
    ["by a line of it", PRIVATE_KEY, "kqhkiG9w0BAQEF"],
    ["by its lines behind a bar", PRIVATE_KEY, "\u2502 MIIEvQIBADANBg\n\u2502 kqhkiG9w0BAQEF"],
    ["by a field", '{"user":"orders","keys":["first-of-two"]}', "first-of-two"],
    ["in XML", `it's "<a&b>"`, "it&#39;s &quot;&lt;a&amp;b&gt;&quot;"],
  ])("leaves out what stands there %s", (_how, value, shown) => {
    const text = withoutValues(`Value ${shown} failed`, { key: value });
    expect(text).toMatch(/^Value .*\(TF_VAR_key\)[^]* failed$/);
    for (const line of shown.split(/\s*\u2502 |\n/).filter(Boolean)) {
      expect(text).not.toContain(line);
    }
  });

  it("leaves out the longer of two values of which one is in the other", () => {
    const text = withoutValues("long-value-and-more", {
      a: "long-value",
      b: "long-value-and-more",
    });
    expect(text).toBe("(TF_VAR_b)");
  });

  it("leaves everything else as it is", () => {
    expect(withoutValues("An error, and no value.", { key: "", short: "An" })).toBe(
      "An error, and no value.",
    );
  });
});

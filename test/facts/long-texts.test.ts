import { findSecret, looksSecret, piecesOf } from "../../modules/facts";
import { cpuTimeOf } from "../cli/review/cpu-time";
import { withPlainPatterns } from "../support/plain-patterns";

const CERTIFICATE = [
  "-----BEGIN CERTIFICATE-----",
  ...Array.from(
    { length: 20 },
    (_none, at) => `MIIB${at}aQ3zK9vX2mN7pL5tR8wY1cD4fG6hJ0bS+eU/iO3kA9sF7gH2jK5lZ8xC1v`,
  ),
  "-----END CERTIFICATE-----",
].join("\n");

describe("a text of some megabytes", () => {
  withPlainPatterns();

  it.each([
    ...["", "eyJ", "PASS: ", "password: '"],
    ...["-----BEGIN CERTIFICATE-----", "machine a login b password "],
  ])(
    "is read behind %j",
    (start) => {
      for (const piece of ["a", "1", "é", " ", "A1a"]) {
        const text = start + piece.repeat(6_000_000 / piece.length);
        expect(() => findSecret(text)).not.toThrow();
        expect(() => findSecret("x", text)).not.toThrow();
        expect(() => looksSecret(text)).not.toThrow();
      }
    },
    120_000,
  );

  it.each([
    ["a line", "\n"],
    ["a word", " "],
  ])("is read to its end, and %s at the joint of two pieces whole", (_what, gap) => {
    const secret = "DB_PASSWORD=correct-horse";
    const filling = `of no interest${gap}`.repeat(100_000);
    for (const before of [0, 262_144, 1_000_000].flatMap((end) => [end - 12, end])) {
      const text = filling.slice(0, Math.max(0, before)) + gap + secret + gap + filling;
      expect(findSecret(text)).toContain("a value for DB_PASSWORD");
    }
    expect(findSecret(filling)).toBeUndefined();
  });

  it.each([
    ["Base64 of a harmless text", base64(`{"name":"orders"}\n`.repeat(30_000)), undefined],
    ["Base64 of a secret", base64(`${"of no interest\n".repeat(30_000)}DB_PASSWORD=x9`), "Base64"],
    ["certificates", `${CERTIFICATE}\n`.repeat(2_000), undefined],
  ])("is judged as a short one: %s", (_what, text, found) => {
    if (found === undefined) expect(findSecret(text)).toBeUndefined();
    else expect(findSecret(text)).toContain(found);
  });

  it.each(["\\", "a1", "1", "a=", "'", "PWD="])(
    "takes time in proportion to its length where it repeats %j",
    (piece) => {
      const text = `a DB_PASSWORD=${piece.repeat(200_000 / piece.length)}`;
      expect(cpuTimeOf(() => findSecret(text))).toBeLessThan(4_000);
    },
    60_000,
  );
});

describe("piecesOf", () => {
  it.each([262_144, 262_145, 600_000])("leaves nothing out of %d characters", (length) => {
    for (const unit of ["a", "a b ", "ab\n"]) {
      const text = unit.repeat(length).slice(0, length);
      const pieces = piecesOf(text);
      expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(262_144);
      expect(pieces.length).toBe(length <= 262_144 ? 1 : Math.ceil((length - 16_384) / 245_760));
      expect(pieces.every((piece) => text.includes(piece))).toBe(true);
      expect(text.startsWith(pieces[0] ?? "-") && text.endsWith(pieces.at(-1) ?? "-")).toBe(true);
    }
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

import { TextPieces } from "../../../../cli/src/review/guard/find-value";

/** Characters of all widths, halves of some among them. */
function madeUp(length: number, seed: number): string {
  let state = seed;
  const codes = Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state % 7 === 0 ? state % 0x10000 : 32 + ((state >>> 8) % 95);
  });
  return String.fromCharCode(...codes);
}

describe("TextPieces", () => {
  const texts = [madeUp(3_000, 1), "", "1234567", "12345678", "a".repeat(100), madeUp(8, 2)];
  const pieces = new TextPieces(texts);

  it("holds every piece of every text, wherever it stands", () => {
    for (const text of texts) {
      for (let at = 0; at + 8 <= text.length; at += 1) {
        for (const length of [8, 9, 15, 16, 17, 600]) {
          if (at + length > text.length) continue;
          expect(pieces.mayHold(text.slice(at, at + length))).toBe(true);
        }
        expect(pieces.mayHoldStart(text.slice(at, at + 8))).toBe(true);
      }
    }
  });

  it("holds hardly anything else", () => {
    const others = Array.from({ length: 5_000 }, (_, index) => madeUp(8, 1_000 + index));
    const taken = others.filter((other) => pieces.mayHold(other));
    expect(taken.length).toBeLessThan(50);
  });

  it("decides nothing by a start that is too short, and holds no text that is", () => {
    expect(pieces.mayHoldStart("zzzzzzz")).toBe(true);
    expect(pieces.mayHold("1234567")).toBe(false);
  });

  it("holds nothing where there is no text", () => {
    expect(new TextPieces([]).mayHold("12345678")).toBe(false);
  });
});

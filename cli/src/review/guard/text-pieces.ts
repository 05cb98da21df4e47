import { LONGEST, SHORTEST } from "./needle-set";

const BITS = 26;

/**
 * All pieces of eight characters of some texts, as a set that may take a piece in by mistake and never leaves one out: what it
 * does not hold, the texts do not hold. It is as large for one text as for many, and far smaller than what is looked for in it.
 */
export class TextPieces {
  private readonly bits = new Uint8Array(2 ** (BITS - 3));

  public constructor(texts: readonly string[]) {
    for (const text of texts) {
      for (let at = 0; at + SHORTEST <= text.length; at += 1) this.add(text, at);
    }
  }

  /** Whether one of the texts may hold a text that begins like this; a short beginning says nothing. */
  public mayHoldStart(start: string): boolean {
    return start.length < SHORTEST || this.has(start, 0);
  }

  /** Whether one of the texts may hold this one, or as much of it as is compared. */
  public mayHold(text: string): boolean {
    const last = Math.min(text.length, LONGEST) - SHORTEST;
    if (last < 0) return false;
    for (let at = 0; at < last; at += SHORTEST) if (!this.has(text, at)) return false;
    return this.has(text, last);
  }

  private add(text: string, at: number): void {
    const hash = hashOf(text, at);
    this.set(hash >>> (32 - BITS));
    this.set(Math.imul(hash, 0x9e3779b1) >>> (32 - BITS));
  }

  private has(text: string, at: number): boolean {
    const hash = hashOf(text, at);
    return (
      this.isSet(hash >>> (32 - BITS)) && this.isSet(Math.imul(hash, 0x9e3779b1) >>> (32 - BITS))
    );
  }

  private set(bit: number): void {
    const at = bit >>> 3;
    this.bits[at] = (this.bits[at] ?? 0) | (1 << (bit & 7));
  }

  private isSet(bit: number): boolean {
    return ((this.bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }
}

/** FNV-1a over eight characters, mixed once more. */
function hashOf(text: string, at: number): number {
  let hash = 0x811c9dc5;
  for (let offset = 0; offset < SHORTEST; offset += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at + offset), 0x01000193);
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b);
}

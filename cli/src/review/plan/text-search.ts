/** Characters by which a text is looked for; shorter ones stand in others by chance. */
export const SHORTEST_SEARCHED_TEXT = 6;
/** Characters of a text's beginning, and of its end, among which the rarest piece is chosen. */
const MOST_LOOKED_AT = 96;
const HASH_BITS = 20;
const FACTOR = 31;
/** The factor of the character that leaves a piece. */
const LAST_FACTOR = FACTOR ** SHORTEST_SEARCHED_TEXT;

/** A text that is looked for, and where in it the piece stands by which it is found. */
interface Candidate {
  readonly text: string;
  readonly at: number;
}

/**
 * Says which of many texts stand in another one. Each is looked for by the six characters of it that the others share least, so
 * that the work grows with the length of what is searched and not with the number of what is looked for.
 */
export class TextSearch {
  private readonly byPiece = new Map<string, Candidate[]>();
  /** By the hash of a piece whether any text is found by it: most places of a text are done with here. */
  private readonly present = new Uint8Array(2 ** HASH_BITS);

  /** @param texts those of fewer than six characters are not looked for */
  public constructor(texts: Iterable<string>) {
    const known = [...new Set(texts)].filter((text) => text.length >= SHORTEST_SEARCHED_TEXT);
    const shared = new Map<string, number>();
    for (const text of known) {
      for (const { piece } of piecesOf(text)) shared.set(piece, (shared.get(piece) ?? 0) + 1);
    }
    for (const text of known) {
      let rarest = { piece: text.slice(0, SHORTEST_SEARCHED_TEXT), at: 0 };
      for (const found of piecesOf(text)) {
        if ((shared.get(found.piece) ?? 0) < (shared.get(rarest.piece) ?? 0)) rarest = found;
      }
      const candidates = this.byPiece.get(rarest.piece);
      if (candidates) candidates.push({ text, at: rarest.at });
      else this.byPiece.set(rarest.piece, [{ text, at: rarest.at }]);
      this.present[hashOf(rarest.piece)] = 1;
    }
  }

  /** One of the texts that stands in this one. */
  public findIn(text: string): string | undefined {
    if (this.byPiece.size === 0) return undefined;
    let hash = 0;
    for (let end = 0; end < text.length; end += 1) {
      hash = (Math.imul(hash, FACTOR) + text.charCodeAt(end)) | 0;
      const start = end + 1 - SHORTEST_SEARCHED_TEXT;
      if (start < 0) continue;
      if (start > 0) hash = (hash - Math.imul(text.charCodeAt(start - 1), LAST_FACTOR)) | 0;
      if (this.present[folded(hash)] === 0) continue;
      const candidates = this.byPiece.get(text.slice(start, end + 1)) ?? [];
      const found = candidates.find((one) => text.startsWith(one.text, start - one.at));
      if (found) return found.text;
    }
    return undefined;
  }
}

function hashOf(piece: string): number {
  let hash = 0;
  for (let at = 0; at < piece.length; at += 1) {
    hash = (Math.imul(hash, FACTOR) + piece.charCodeAt(at)) | 0;
  }
  return folded(hash);
}

function folded(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - HASH_BITS);
}

/** The pieces of a text's beginning and end by which it can be looked for. */
function* piecesOf(text: string): Generator<{ readonly piece: string; readonly at: number }> {
  const last = text.length - SHORTEST_SEARCHED_TEXT;
  for (let at = 0; at <= last; at += 1) {
    if (at === MOST_LOOKED_AT) at = Math.max(at, last - MOST_LOOKED_AT);
    yield { piece: text.slice(at, at + SHORTEST_SEARCHED_TEXT), at };
  }
}

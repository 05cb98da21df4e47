/** As much as a pattern is given at once: over more, one that repeats may keep so many places to come back to that V8's stack is full. */
const LONGEST = 2 ** 18;
/** As much of a piece as the next one has, too: what is looked for is shorter than that. */
const SHARED = 2 ** 14;

/**
 * A text in pieces that a pattern can take, each from the beginning of a line or a word, where there is one: the text itself
 * unless it is longer than 262,144 characters.
 */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > LONGEST) {
    pieces.push(rest.slice(0, LONGEST));
    rest = rest.slice(nextStart(rest));
  }
  return [...pieces, rest];
}

function nextStart(text: string): number {
  const shared = text.slice(LONGEST - SHARED, LONGEST);
  const line = shared.indexOf("\n");
  const gap = line < 0 ? shared.search(/\s/) : line;
  return LONGEST - SHARED + gap + 1;
}

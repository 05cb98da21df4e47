/** A pattern of a policy, one symbol a position: a character, `*`, `?`, or a whole `${…}`. */
export type Symbols = readonly string[];

/** Reads a pattern; runs of wildcards come in one order, so that equal sets are spelled equally. */
export function symbolsOf(text: string): Symbols {
  const symbols = text.match(/\$\{[^}]*\}|[\s\S]/gu) ?? [];
  const ordered: string[] = [];
  let held = false;
  for (const symbol of symbols) {
    if (symbol === "*") {
      held = true;
      continue;
    }
    if (held && symbol !== "?") {
      ordered.push("*");
      held = false;
    }
    ordered.push(symbol);
  }
  return held ? [...ordered, "*"] : ordered;
}

/** Whether the text holds a wildcard. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Whether everything that fits `narrow` fits `wide`. A "no" may be wrong, a "yes" never is.
 *
 * What a variable stands for is any text, so only a `*` or the same variable covers it.
 */
export function coversSymbols(wide: Symbols, narrow: Symbols): boolean {
  const settle = (reached: Set<number>): Set<number> => {
    for (const at of reached) if (wide[at] === "*") reached.add(at + 1);
    return reached;
  };
  let reached = settle(new Set([0]));
  for (const symbol of narrow) {
    const next = new Set<number>();
    for (const at of reached) {
      const own = wide[at];
      if (own === "*") next.add(at);
      else if (own === "?" ? isOneCharacter(symbol) : own === symbol && symbol !== "*") {
        next.add(at + 1);
      }
    }
    reached = settle(next);
    if (reached.size === 0) return false;
  }
  return reached.has(wide.length);
}

/** Whether some text may fit both. A "yes" may be wrong, a "no" never is. */
export function mayOverlap(one: string, other: string): boolean {
  const [left, right] = [symbolsOf(one), symbolsOf(other)];
  const isRun = (symbol: string | undefined): boolean =>
    symbol !== undefined && (symbol === "*" || symbol.length > 2);
  let row = new Set<number>([0]);
  const settle = (at: number, reached: Set<number>): Set<number> => {
    for (const to of reached) if (isRun(right[to])) reached.add(to + 1);
    // A run on the left covers everything that the right has.
    if (isRun(left[at])) {
      const [first = right.length] = [...reached].sort((a, b) => a - b);
      for (let to = first; to <= right.length; to++) reached.add(to);
    }
    return reached;
  };
  row = settle(0, row);
  for (let at = 0; at < left.length; at++) {
    const own = left[at];
    const next = new Set<number>();
    for (const to of row) {
      const symbol = right[to];
      if (isRun(own)) next.add(to);
      else if (isRun(symbol)) next.add(to);
      else if (symbol !== undefined && (own === "?" || symbol === "?" || own === symbol)) {
        next.add(to + 1);
      }
    }
    row = settle(at + 1, next);
    if (row.size === 0) return false;
  }
  return row.has(right.length);
}

/** Whether a symbol always stands for exactly one character. */
function isOneCharacter(symbol: string): boolean {
  return symbol !== "*" && !symbol.startsWith("${");
}

/**
 * The answer of every test in this folder. The third value is what keeps "allowed" honest: a test
 * that cannot be decided stays undecided unless another one settles the matter.
 */
export interface Match {
  readonly is: "yes" | "no" | "unknown";
  /** What matched, what did not, or why it cannot be known; empty where the question does not arise. */
  readonly why: string;
  /** The text with a placeholder on which an unknown answer depends. @default - it depends on something else */
  readonly text?: string;
}

/** It matches. */
export function yes(why = ""): Match {
  return { is: "yes", why };
}

/** It does not match. */
export function no(why = ""): Match {
  return { is: "no", why };
}

/** It may or may not match, because of what is not known in `text`. */
export function unknown(why: string, text = ""): Match {
  return { is: "unknown", why, ...(text.includes("${") ? { text } : {}) };
}

/** The logical AND: one sure "no" settles it, even if others are unknown. */
export function every(matches: readonly Match[]): Match {
  const settled = matches.find(({ is }) => is === "no") ?? matches.find(({ is }) => is !== "yes");
  if (settled) return settled;
  return yes(
    matches
      .map(({ why }) => why)
      .filter(Boolean)
      .join(", and "),
  );
}

/** The logical OR: one sure "yes" settles it, even if others are unknown. */
export function some(matches: readonly Match[], whyNone = ""): Match {
  return (
    matches.find(({ is }) => is === "yes") ??
    matches.find(({ is }) => is === "unknown") ??
    no(whyNone)
  );
}

/** The logical NOT: what is unknown stays unknown. */
export function not(match: Match, why = ""): Match {
  if (match.is === "unknown") return match;
  return match.is === "yes" ? no(why) : yes(why);
}

/** "Yes" becomes "unknown": the match rests on something AWS does not document. */
export function doubt(match: Match, why: string, text?: string): Match {
  return match.is === "yes" ? unknown(why, text) : match;
}

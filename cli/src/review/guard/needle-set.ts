/** No needle is shorter. */
const STEM = 8;

/** Many texts to look for at once: one pass over a text, however many there are. */
export class NeedleSet {
  private readonly byStem = new Map<string, { readonly needle: string; readonly name: string }[]>();

  /** Adds a text; one of fewer than eight characters occurs everywhere and is left out. */
  public add(needle: string, name: string): void {
    if (needle.length < STEM) return;
    const stem = needle.slice(0, STEM);
    const known = this.byStem.get(stem) ?? [];
    known.push({ needle, name });
    this.byStem.set(stem, known);
  }

  /** The name of a needle that stands in `text`. */
  public findIn(text: string): string | undefined {
    if (this.byStem.size === 0) return undefined;
    for (let start = 0; start <= text.length - STEM; start += 1) {
      const candidates = this.byStem.get(text.slice(start, start + STEM));
      const found = candidates?.find(({ needle }) => text.startsWith(needle, start));
      if (found) return found.name;
    }
    return undefined;
  }
}

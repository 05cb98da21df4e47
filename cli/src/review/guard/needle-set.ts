/** No needle is shorter. */
export const SHORTEST = 8;
/** As much of a needle as is compared: who shows so much of a value shows the value. */
export const LONGEST = 512;

/** What was read so far, as far as a needle begins with it. */
interface Node {
  readonly next: Map<number, Node>;
  /** The longest shorter one that what was read ends in. */
  fallback?: Node;
  /** Name of a needle that ends here, or in the fallback. */
  name?: string;
}

/**
 * Many texts to look for at once: one pass over a text, whose time does not depend on how many there are or how they begin.
 *
 * @see Aho and Corasick, Efficient string matching, 1975
 */
export class NeedleSet {
  private readonly root: Node = { next: new Map() };
  private linked = true;

  /** Adds a text; one of fewer than eight characters occurs everywhere and is left out. */
  public add(needle: string, name: string): void {
    if (needle.length < SHORTEST) return;
    let node = this.root;
    for (let at = 0; at < needle.length && at < LONGEST; at += 1) {
      const code = needle.charCodeAt(at);
      let next = node.next.get(code);
      if (next === undefined) {
        next = { next: new Map() };
        node.next.set(code, next);
      }
      node = next;
    }
    node.name ??= name;
    this.linked = false;
  }

  /** The name of a needle that stands in `text`. */
  public findIn(text: string): string | undefined {
    if (this.root.next.size === 0) return undefined;
    if (!this.linked) this.link();
    let node = this.root;
    for (let at = 0; at < text.length; at += 1) {
      node = this.step(node, text.charCodeAt(at));
      if (node.name !== undefined) return node.name;
    }
    return undefined;
  }

  private step(from: Node, code: number): Node {
    for (let node: Node | undefined = from; node !== undefined; node = node.fallback) {
      const next = node.next.get(code);
      if (next !== undefined) return next;
    }
    return this.root;
  }

  /** Level by level, so that every fallback is complete before it is used. */
  private link(): void {
    const waiting = [this.root];
    for (const node of waiting) {
      for (const [code, next] of node.next) {
        next.fallback =
          node === this.root ? this.root : this.step(node.fallback ?? this.root, code);
        next.name ??= next.fallback.name;
        waiting.push(next);
      }
    }
    this.linked = true;
  }
}

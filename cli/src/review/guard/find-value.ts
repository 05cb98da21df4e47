import { ENCODINGS, isSearchable, type KnownValue } from "../../leaks";
import { codeText, html, mermaidLabel, prose, visible } from "../render";

/** Every way in which a value may be written down in a report. */
const SPELLINGS: readonly ((value: string) => readonly string[])[] = [
  ...ENCODINGS.map(({ needles }) => needles),
  ...[visible, prose, html, codeText, (value: string) => mermaidLabel(value).slice(1, -1)].map(
    (render) => (value: string) => [render(value)],
  ),
];

/** So much of a value decides the first eight characters of every spelling. */
const HEAD = 48;

/** A value that was found. */
export interface FoundValue {
  /** Index of the text that holds it. */
  readonly text: number;
  /** Where the value comes from. */
  readonly name: string;
}

/**
 * Looks for many values in some texts, in every spelling. What of a value cannot stand in the texts is never spelled as a
 * whole, so that the work grows with the length of the texts and with the number of values, and not with their product.
 */
export function findValue(
  texts: readonly string[],
  values: readonly KnownValue[],
): FoundValue | undefined {
  const pieces = new TextPieces(texts);
  const needles = new NeedleSet();
  for (const { name, value } of values) {
    if (!isSearchable(value)) continue;
    const known = wellFormed(value);
    for (const needle of possible(known, pieces)) needles.add(needle, name);
    // Where it is the key of an instance, Terraform writes it as a text of its own language.
    const inAddress = hclText(known);
    if (inAddress === known) continue;
    for (const needle of possible(inAddress, pieces)) needles.add(needle, name);
  }
  for (const [text, content] of texts.entries()) {
    const name = needles.findIn(content);
    if (name !== undefined) return { text, name };
  }
  return undefined;
}

/** The spellings of a value that the texts may hold. */
function possible(value: string, pieces: TextPieces): readonly string[] {
  const head = wellFormed(value.slice(0, HEAD));
  return SPELLINGS.flatMap((spell) => {
    if (!spell(head).some((start) => pieces.mayHoldStart(start))) return [];
    return spell(value).filter((needle) => pieces.mayHold(needle));
  });
}

/** Without halves of characters, which no encoding can write. */
function wellFormed(text: string): string {
  return text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "",
  );
}

/**
 * A text between the quotes of Terraform's language, as it stands in addresses.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
function hclText(value: string): string {
  return value
    .replace(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return code > 0xffff
        ? `\\U${code.toString(16).padStart(8, "0")}`
        : `\\u${code.toString(16).padStart(4, "0")}`;
    })
    .replace(/[$%](?=\{)/g, "$&$&");
}

const BITS = 26;

/**
 * All pieces of eight characters of some texts, as a set that may take a piece in by mistake and never leaves one out: what it
 * does not hold, the texts do not hold. It is as large for one text as for many, and far smaller than what is looked for in it.
 */
class TextPieces {
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

/** No needle is shorter. */
const SHORTEST = 8;
/** As much of a needle as is compared: who shows so much of a value shows the value. */
const LONGEST = 512;

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

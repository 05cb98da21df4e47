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
    for (const form of formsOf(known)) {
      for (const needle of possible(form, pieces)) needles.add(needle, name);
    }
  }
  for (const [text, content] of texts.entries()) {
    const name = needles.findIn(content);
    if (name !== undefined) return { text, name };
  }
  return undefined;
}

/**
 * A value as it is, as the key of an instance, which Terraform writes as a text of its own language, and without what a report
 * takes for the marks of an expression.
 */
function formsOf(value: string): Iterable<string> {
  if (!/[^\w.:/@+=,;!-]/.test(value)) return [value];
  const bare = value.replace(/\$\{([^}]*)\}/g, "$1");
  return new Set([value, hclText(value), bare, value.replace("}", "")]);
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

/** No needle is shorter. */
const SHORTEST = 8;
/** As much of a needle as is compared: who shows so much of a value shows the value. */
const LONGEST = 512;

/** Bits for each character of the texts: of those that they do not hold, one piece in 250 is taken for held. */
const BITS_PER_PIECE = 32;
/** 8 MB, which holds the pieces of all reports that are not larger than any comment or page should be. */
const MOST_BITS = 2 ** 26;
const FEWEST_BITS = 2 ** 10;

/** Odd, so that no character is lost from a hash. */
const BASE = 0x01000193;
/** What the first character of a piece counts for when one more has been taken in behind it. */
const LEAVING = Array.from({ length: SHORTEST }).reduce<number>(
  (power) => Math.imul(power, BASE),
  1,
);

/**
 * All pieces of eight characters of some texts, as a set that may take a piece in by mistake and never leaves one out: what it
 * does not hold, the texts do not hold. It does not depend on what is looked for.
 */
export class TextPieces {
  private readonly bits: Uint8Array;
  private readonly mask: number;

  public constructor(texts: readonly string[]) {
    const wanted = BITS_PER_PIECE * texts.reduce((sum, { length }) => sum + length, 0);
    let size = FEWEST_BITS;
    while (size < wanted && size < MOST_BITS) size *= 2;
    this.bits = new Uint8Array(size / 8);
    this.mask = size - 1;
    for (const text of texts) this.addAll(text);
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

  /** Each character is read once as it comes and once as it leaves: the hash of a piece follows from that of the one before. */
  private addAll(text: string): void {
    if (text.length < SHORTEST) return;
    let sum = sumOf(text, 0);
    this.add(mixed(sum));
    for (let at = SHORTEST; at < text.length; at += 1) {
      const left = Math.imul(text.charCodeAt(at - SHORTEST), LEAVING);
      sum = (Math.imul(sum, BASE) + text.charCodeAt(at) - left) | 0;
      this.add(mixed(sum));
    }
  }

  private add(hash: number): void {
    this.set(hash & this.mask);
    this.set(another(hash) & this.mask);
  }

  private has(text: string, at: number): boolean {
    const hash = mixed(sumOf(text, at));
    return this.isSet(hash & this.mask) && this.isSet(another(hash) & this.mask);
  }

  private set(bit: number): void {
    const at = bit >>> 3;
    this.bits[at] = (this.bits[at] ?? 0) | (1 << (bit & 7));
  }

  private isSet(bit: number): boolean {
    return ((this.bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }
}

/** A polynomial of eight characters. */
function sumOf(text: string, at: number): number {
  let sum = 0;
  for (let offset = 0; offset < SHORTEST; offset += 1) {
    sum = (Math.imul(sum, BASE) + text.charCodeAt(at + offset)) | 0;
  }
  return sum;
}

/** Every bit of the sum in every bit of the hash (the last steps of MurmurHash3). */
function mixed(sum: number): number {
  let hash = sum ^ (sum >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A second hash from the first. */
function another(hash: number): number {
  const product = Math.imul(hash, 0x9e3779b1);
  return product ^ (product >>> 15);
}

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

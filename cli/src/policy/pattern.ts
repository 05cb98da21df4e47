import { no, unknown, yes, type Match } from "./match";
import type { RequestContext } from "./access-request";

/** One position of a pattern. */
export type Atom =
  | { readonly kind: "char"; readonly char: string; readonly substituted: boolean }
  | { readonly kind: "one" }
  | { readonly kind: "many" }
  | { readonly kind: "hole"; readonly why: string; readonly text: string };

/** How a policy's text is to be read where it stands. */
export interface Reading {
  /** Whether `*` and `?` are wildcards here. */
  readonly wildcards: boolean;
  /** Whether the document's version knows policy variables. */
  readonly variables: boolean;
  readonly context: RequestContext;
}

const FIXED: ReadonlySet<string> = new Set(["*", "?", "$"]);

/**
 * Reads a policy's text: wildcards, `${key}`, `${key, 'default'}` and the literals `${*}` `${?}` `${$}`.
 * A placeholder that cannot be filled, a Terraform reference for one, becomes a hole that may hold any text.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compilePattern(text: string, reading: Reading): readonly Atom[] {
  if (text.includes("${")) return compile(text, reading);
  // Without a placeholder it means the same wherever it stands, and the same patterns are compared again and again.
  const known = reading.wildcards ? PATTERNS : LITERALS;
  let atoms = known.get(text);
  if (atoms === undefined) {
    atoms = compile(text, reading);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, atoms);
  }
  return atoms;
}

const PATTERNS = new Map<string, readonly Atom[]>();
const LITERALS = new Map<string, readonly Atom[]>();
const MOST_KNOWN = 10_000;

function compile(text: string, reading: Reading): readonly Atom[] {
  const atoms: Atom[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("${", at)) {
      const end = closingBrace(text, at + 2);
      atoms.push(...placeholder(text.slice(at + 2, end), reading));
      at = end + 1;
      continue;
    }
    // By code point, as the text it is compared with is walked: an emoji in an object key is one `?`.
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += char.length;
    if (reading.wildcards && char === "*") atoms.push({ kind: "many" });
    else if (reading.wildcards && char === "?") atoms.push({ kind: "one" });
    else atoms.push({ kind: "char", char, substituted: false });
  }
  return atoms;
}

/** Whether the text fits the pattern; a pattern with holes fits surely never, and perhaps often. */
export function matchPattern(atoms: readonly Atom[], text: string): Match {
  if (!fits(atoms, text)) return no();
  const hole = atoms.find((atom) => atom.kind === "hole");
  return hole ? unknown(hole.why, hole.text) : yes();
}

/** Folds the case of a compiled pattern, after variables are filled in. */
export function foldCase(atoms: readonly Atom[]): readonly Atom[] {
  return atoms.map((atom) =>
    atom.kind === "char" ? { ...atom, char: atom.char.toLowerCase() } : atom,
  );
}

/** Splits a compiled pattern at its colons into at most `limit` parts; a filled-in colon is no border. */
export function splitAtColons(atoms: readonly Atom[], limit: number): readonly (readonly Atom[])[] {
  const parts: Atom[][] = [[]];
  for (const atom of atoms) {
    const border = atom.kind === "char" && atom.char === ":" && !atom.substituted;
    if (border && parts.length < limit) parts.push([]);
    else parts.at(-1)?.push(atom);
  }
  return parts;
}

function closingBrace(text: string, from: number): number {
  // Terraform expressions nest braces; policy variables never do.
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === "{") depth++;
    if (text.charAt(at) === "}" && --depth === 0) return at;
  }
  return text.length;
}

function placeholder(inner: string, reading: Reading): readonly Atom[] {
  const hole = (why: string): readonly Atom[] => [{ kind: "hole", why, text: `\${${inner}}` }];
  if (!reading.variables) {
    // A 2008-10-17 document takes variables for literal text; a Terraform reference has no colon.
    return /^[A-Za-z0-9-]+:/.test(inner)
      ? literal(`\${${inner}}`, false)
      : hole(`\${${inner}} is not known`);
  }
  if (FIXED.has(inner)) return literal(inner, true);
  const [, key = "", fallback] = /^([^,']+?)(?:\s*,\s*'(.*)')?$/.exec(inner) ?? [];
  const found = reading.context.lookup(key);
  if (found.state === "unknown") return hole(found.why);
  if (found.state === "absent") {
    return fallback === undefined ? hole(`\${${inner}} is not known`) : literal(fallback, true);
  }
  const [value, ...more] = found.values;
  if (value === undefined || more.length > 0) {
    return hole(`\${${inner}} has no single value, which a policy variable needs`);
  }
  // AWS does not document whether a wildcard that arrives in a value stays one.
  if (/[*?]/.test(value)) return hole(`the value of \${${inner}} holds a wildcard`);
  return literal(value, true);
}

function literal(text: string, substituted: boolean): readonly Atom[] {
  return [...text].map((char) => ({ kind: "char", char, substituted }));
}

/**
 * Where the pattern stops fitting, the last run takes in one character more: with runs and single characters alone nothing
 * before that run has to be tried again. At most pattern × text steps, so no policy can make it backtrack for ever.
 */
function fits(atoms: readonly Atom[], text: string): boolean {
  let [at, position] = [0, 0];
  let run: { readonly after: number; position: number } | undefined;
  while (position < text.length) {
    const atom = atoms[at];
    const size = sizeOfCharacter(text, position);
    if (atom?.kind === "many" || atom?.kind === "hole") {
      at += 1;
      run = { after: at, position };
    } else if (
      atom?.kind === "one" ||
      (atom?.kind === "char" && stands(atom.char, text, position, size))
    ) {
      at += 1;
      position += size;
    } else if (run === undefined) {
      return false;
    } else {
      run.position += sizeOfCharacter(text, run.position);
      at = run.after;
      position = run.position;
    }
  }
  while (atoms[at]?.kind === "many" || atoms[at]?.kind === "hole") at += 1;
  return at === atoms.length;
}

/** Two for a character that takes a pair of surrogates. */
function sizeOfCharacter(text: string, position: number): 1 | 2 {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

function stands(char: string, text: string, position: number, size: number): boolean {
  return char.length === size && text.startsWith(char, position);
}

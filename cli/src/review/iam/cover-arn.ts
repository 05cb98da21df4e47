import { coversSymbols, isPattern, symbolsOf, type Symbols } from "./text-pattern";

/** arn:partition:service:region:account:resource */
const PARTS = 6;
const SERVICE = 2;

/**
 * Whether `wide` covers every resource that `narrow` covers, read as the evaluator reads them: part by part, because a
 * wildcard does not reach past its colon.
 */
export function coversResource(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  if (narrow === "*" || !isPattern(wide)) return false;
  if (!narrow.startsWith(wide.slice(0, wide.search(/[*?$]/)))) return false;
  const own = splitArn(symbolsOf(wide));
  const other = splitArn(symbolsOf(narrow));
  // AWS does not allow a wildcard there, so nobody knows what it covers.
  if (own[SERVICE]?.some((symbol) => symbol === "*" || symbol === "?")) return false;
  if (other.length < own.length) return false;
  if (own.length < PARTS && own.at(-1)?.at(-1) !== "*") return false;
  const last = own.length - 1;
  return own.every((part, at) =>
    coversSymbols(part, at === last ? joinParts(other.slice(last)) : (other[at] ?? [])),
  );
}

/** The same for the Arn… condition operators, which compare exactly six parts. */
export function coversConditionArn(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const own = splitArn(symbolsOf(wide));
  const other = splitArn(symbolsOf(narrow));
  if (own.length < PARTS || other.length < PARTS) return false;
  return own.every((part, at) => coversSymbols(part, other[at] ?? []));
}

function splitArn(symbols: Symbols): readonly Symbols[] {
  const parts: string[][] = [[]];
  for (const symbol of symbols) {
    if (symbol === ":" && parts.length < PARTS) parts.push([]);
    else parts.at(-1)?.push(symbol);
  }
  return parts;
}

function joinParts(parts: readonly Symbols[]): Symbols {
  return parts.flatMap((part, at) => (at === 0 ? part : [":", ...part]));
}

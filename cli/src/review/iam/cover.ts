import type { Clause, Terms, Test } from "./clause";

/** Whether a value covers another one of the same element. */
type Covers = (wide: string, narrow: string) => boolean;

/**
 * Whether `wide` is about every request that `narrow` is about. A "no" may be wrong, a "yes" never is: it compares one
 * statement with one, and patterns by their text.
 */
export function covers(wide: Clause, narrow: Clause): boolean {
  return (
    wide.effect === narrow.effect &&
    coversTerms(wide.actions, narrow.actions, coversAction) &&
    coversOptional(wide.resources, narrow.resources, coversResource) &&
    coversOptional(wide.principals, narrow.principals, principalCover(wide.effect)) &&
    wide.tests.every((weak) => narrow.tests.some((strict) => isImplied(weak, strict)))
  );
}

function coversOptional(
  wide: Terms | undefined,
  narrow: Terms | undefined,
  coversOne: Covers,
): boolean {
  if (!wide || !narrow) return wide === narrow;
  return coversTerms(wide, narrow, coversOne);
}

function coversTerms(wide: Terms, narrow: Terms, coversOne: Covers): boolean {
  const [own, other] = [[...wide.values], [...narrow.values]];
  if (!wide.negated && !narrow.negated) {
    return other.every(
      (value) => wide.values.has(value) || own.some((one) => coversOne(one, value)),
    );
  }
  if (!wide.negated) return own.some((value) => value === "*" || value === "Everyone *");
  if (narrow.negated) return own.every((value) => other.some((one) => coversOne(one, value)));
  return coversOne === coversAction || coversOne === coversResource
    ? own.every((left) => other.every((right) => !mayOverlap(left, right)))
    : false;
}

/** `*` is every action; the service must be named as it is. */
function coversAction(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  const [service = "", name] = wide.split(":", 2);
  const [otherService = "", otherName] = narrow.split(":", 2);
  if (name === undefined || otherName === undefined) return false;
  if (isPattern(service) || service !== otherService || !isPattern(name)) return false;
  return coversSymbols(symbolsOf(name), symbolsOf(otherName));
}

/**
 * What a `*` principal covers. The account does not cover its roles: named itself, a role needs no policy of its own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function principalCover(effect: Clause["effect"]): Covers {
  return (wide, narrow) => {
    if (wide === narrow) return true;
    if (wide === "Everyone *" && effect === "Deny") return true;
    const people = narrow.startsWith("AWS ") || (effect === "Allow" && narrow === "Everyone *");
    return (wide === "Everyone *" || wide === "AWS *") && people;
  };
}

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
  // AWS does not allow a wildcard there, so what it covers is unknown.
  if (own[SERVICE]?.some((symbol) => symbol === "*" || symbol === "?")) return false;
  if (other.length < own.length) return false;
  if (own.length < PARTS && own.at(-1)?.at(-1) !== "*") return false;
  const last = own.length - 1;
  return own.every((part, at) =>
    coversSymbols(part, at === last ? joinParts(other.slice(last)) : (other[at] ?? [])),
  );
}

/** The same for the Arn… condition operators, which compare exactly six parts. */
function coversConditionArn(wide: string, narrow: string): boolean {
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

/** Operators whose values mean "none of these". */
const NEGATED = /^(String|Arn|Numeric|Date)Not|^NotIpAddress$/;

/** Whether `weak` holds wherever `strict` holds. A "no" may be wrong, a "yes" never is. */
function isImplied(weak: Test, strict: Test): boolean {
  if (weak.key !== strict.key || weak.qualifier !== strict.qualifier) return false;
  if (strict.ifExists && !weak.ifExists) return false;
  if (weak.values.size === 0 || strict.values.size === 0) return false;
  const { operator } = weak;
  if (NEGATED.test(operator)) {
    return operator === strict.operator && [...weak.values].every((v) => strict.values.has(v));
  }
  const fits = comparison(operator, strict.operator);
  return (
    fits !== undefined &&
    [...strict.values].every(
      (value) =>
        (operator === strict.operator && weak.values.has(value)) ||
        [...weak.values].some((wide) => fits(wide, value)),
    )
  );
}

function comparison(
  weak: string,
  strict: string,
): ((wide: string, narrow: string) => boolean) | undefined {
  if (weak === "ArnLike" && strict === "ArnLike") return coversConditionArn;
  if (weak === "StringLike" && strict === "StringLike") return coversText;
  if (weak === "StringLike" && strict === "StringEquals") {
    // The other's wildcards are plain text.
    return (wide, narrow) => !isPattern(narrow) && coversText(wide, narrow);
  }
  if (weak === "StringEquals" && strict === "StringLike") {
    return (wide, narrow) => !isPattern(narrow) && wide === narrow;
  }
  return weak === strict ? (wide, narrow) => wide === narrow : undefined;
}

function coversText(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const start = wide.search(/[*?$]/);
  if (start === -1 || !narrow.startsWith(wide.slice(0, start))) return false;
  return coversSymbols(symbolsOf(wide), symbolsOf(narrow));
}

/** A pattern of a policy, one symbol a position: a character, `*`, `?`, or a whole `${…}`. */
type Symbols = readonly string[];

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
function mayOverlap(one: string, other: string): boolean {
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

import type { Clause, Terms } from "./clause";
import { coversResource } from "./cover-arn";
import { isImplied } from "./cover-test";
import { coversSymbols, isPattern, mayOverlap, symbolsOf } from "./text-pattern";

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

import type { Test } from "./clause";
import { coversConditionArn } from "./cover-arn";
import { coversSymbols, isPattern, symbolsOf } from "./text-pattern";

/** Operators whose values mean "none of these". */
const NEGATED = /^(String|Arn|Numeric|Date)Not|^NotIpAddress$/;

/** Whether `weak` holds wherever `strict` holds. A "no" may be wrong, a "yes" never is. */
export function isImplied(weak: Test, strict: Test): boolean {
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

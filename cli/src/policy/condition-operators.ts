import { isInIpRange } from "./ip-range";
import { matchConditionArn } from "./match-arn";
import { no, unknown, yes, type Match } from "./match";
import { compilePattern, foldCase, matchPattern, type Reading } from "./pattern";

/** Compares one value of the request with one value of the policy. */
export type Compare = (own: string, wanted: string, reading: Reading) => Match;

/** A condition operator without its qualifier and `IfExists`. */
export interface ConditionOperator {
  /** A negated operator holds where none of its values match, and where the key is missing. */
  readonly negated: boolean;
  readonly compare: Compare;
}

const text =
  (wildcards: boolean, ignoreCase: boolean): Compare =>
  (own, wanted, reading) => {
    const atoms = compilePattern(wanted, { ...reading, wildcards });
    return ignoreCase ? matchPattern(foldCase(atoms), own.toLowerCase()) : matchPattern(atoms, own);
  };

const bool: Compare = (own, wanted, reading) => {
  const known = ["true", "false"];
  const [left, right] = [own.toLowerCase(), wanted.toLowerCase()];
  if (!known.includes(left)) return unknown(`"${own}" is neither true nor false`);
  if (!known.includes(right) && !wanted.includes("${")) {
    return unknown(`"${wanted}" is neither true nor false`);
  }
  return text(false, true)(own, wanted, reading);
};

const ordered =
  (parse: (value: string) => number | undefined, holds: (own: number, wanted: number) => boolean) =>
  (own: string, wanted: string): Match => {
    const [left, right] = [parse(own), parse(wanted)];
    if (left === undefined) return unknown(`the request's "${own}" cannot be compared`);
    if (right === undefined) return unknown(`"${wanted}" cannot be compared`, wanted);
    return holds(left, right) ? yes() : no();
  };

const ip: Compare = (own, wanted) => {
  const inside = isInIpRange(own, wanted);
  if (inside === undefined)
    return unknown(`"${own}" and "${wanted}" are not an IP and a range`, wanted);
  return inside ? yes() : no();
};

function parseNumber(value: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

// The W3C profile of ISO 8601, or seconds since 1970.
const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

function parseDate(value: string): number | undefined {
  // Four digits are a year, as W3C has it, and no moment of 1970.
  if (/^\d{5,}$/.test(value)) return Number(value) * 1000;
  const time = DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function plain(compare: Compare): ConditionOperator {
  return { negated: false, compare };
}

function negated(compare: Compare): ConditionOperator {
  return { negated: true, compare };
}

const comparisons = (
  family: string,
  parse: (value: string) => number | undefined,
): readonly (readonly [string, ConditionOperator])[] => [
  [`${family}Equals`, plain(ordered(parse, (own, wanted) => own === wanted))],
  [`${family}NotEquals`, negated(ordered(parse, (own, wanted) => own === wanted))],
  [`${family}LessThan`, plain(ordered(parse, (own, wanted) => own < wanted))],
  [`${family}LessThanEquals`, plain(ordered(parse, (own, wanted) => own <= wanted))],
  [`${family}GreaterThan`, plain(ordered(parse, (own, wanted) => own > wanted))],
  [`${family}GreaterThanEquals`, plain(ordered(parse, (own, wanted) => own >= wanted))],
];

/**
 * Every operator this evaluator can decide, but for `Null`, which compares nothing. `BinaryEquals` is
 * left out on purpose: no key of the services this project grants is binary.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ["StringEquals", plain(text(false, false))],
  ["StringNotEquals", negated(text(false, false))],
  ["StringEqualsIgnoreCase", plain(text(false, true))],
  ["StringNotEqualsIgnoreCase", negated(text(false, true))],
  ["StringLike", plain(text(true, false))],
  ["StringNotLike", negated(text(true, false))],
  ["ArnEquals", plain((own, wanted, reading) => matchConditionArn(wanted, own, reading))],
  ["ArnLike", plain((own, wanted, reading) => matchConditionArn(wanted, own, reading))],
  ["ArnNotEquals", negated((own, wanted, reading) => matchConditionArn(wanted, own, reading))],
  ["ArnNotLike", negated((own, wanted, reading) => matchConditionArn(wanted, own, reading))],
  ["Bool", plain(bool)],
  ["IpAddress", plain(ip)],
  ["NotIpAddress", negated(ip)],
  ...comparisons("Numeric", parseNumber),
  ...comparisons("Date", parseDate),
]);

import { no, unknown, yes, type Match } from "./match";
import { matchConditionArn } from "./match-arn";
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

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/**
 * Whether an address lies in a CIDR range, IPv4 or IPv6; undefined where either is malformed. An
 * IPv4 range without a prefix is one address.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function isInIpRange(address: string, range: string): boolean | undefined {
  const [base = "", prefix, ...more] = range.split("/");
  const own = parseAddress(address);
  const from = parseAddress(base);
  if (own === undefined || from === undefined || more.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  // AWS documents /32 as the default, for IPv6 too, where that would be a whole network.
  if (prefix === undefined && from.bits === 128) return undefined;
  const length = prefix === undefined ? from.bits : Number(prefix);
  if (length > from.bits) return undefined;
  // Never mapped into each other: AWS documents both families to be listed to cover both.
  if (own.bits !== from.bits) return false;
  const shift = BigInt(from.bits - length);
  return own.value >> shift === from.value >> shift;
}

function parseAddress(text: string): Address | undefined {
  const value = text.includes(":") ? parseV6(text) : parseV4(text);
  return value === undefined ? undefined : { bits: text.includes(":") ? 128 : 32, value };
}

function parseV4(text: string): bigint | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet))) return undefined;
  const numbers = octets.map(Number);
  if (numbers.some((octet) => octet > 255)) return undefined;
  return numbers.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function groups(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}

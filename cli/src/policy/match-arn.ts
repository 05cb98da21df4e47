import { doubt, every, no, unknown, yes, type Match } from "./match";
import { compilePattern, matchPattern, splitAtColons, type Atom, type Reading } from "./pattern";

/** arn:partition:service:region:account:resource */
const PARTS = 6;
const SERVICE = 2;
const RESOURCE = 5;

/**
 * Whether an ARN fits a pattern of the `Resource` element. Parts are compared one by one, so a
 * wildcard does not reach past its colon, but for a last `*` that stands for all the rest.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchResourceArn(pattern: string, arn: string, reading: Reading): Match {
  if (pattern === "*") return yes();
  if (arn.includes("${")) return unknown(`the resource ${arn} is not known yet`, arn);
  const atoms = compilePattern(pattern, { ...reading, wildcards: true });
  const parts = partsOf(atoms);
  const head = parts.slice(0, RESOURCE).flat();
  if (head.some(({ kind }) => kind === "hole")) {
    // The unknown may be a whole ARN, colons and all: only the whole can be compared.
    return matchPattern(atoms, arn);
  }
  const strict = splitArn(arn).length < PARTS ? matchPattern(atoms, arn) : matchParts(parts, arn);
  if (strict.is !== "no") {
    if (head.some((atom) => atom.kind === "char" && atom.substituted)) {
      return doubt(strict, `${pattern} has a variable before its resource part, which AWS refuses`);
    }
    return parts[SERVICE]?.some(({ kind }) => kind === "many" || kind === "one") === true &&
      parts.length > SERVICE
      ? doubt(strict, `${pattern} has a wildcard in its service part, which AWS does not allow`)
      : strict;
  }
  const reaching = parts
    .slice(0, Math.min(parts.length, RESOURCE))
    .some((part) => part.at(-1)?.kind === "many");
  return reaching
    ? // AWS says that such a `*` "can expand to match beyond the colon", not when it does.
      doubt(matchPattern(atoms, arn), `the * of ${pattern} may reach past its colon`)
    : no();
}

/**
 * Whether an ARN fits a pattern of the Arn… condition operators, which compare part by part without
 * exception.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchConditionArn(pattern: string, arn: string, reading: Reading): Match {
  const atoms = compilePattern(pattern, { ...reading, wildcards: true });
  const parts = partsOf(atoms);
  const own = splitArn(arn);
  const holeInHead = parts
    .slice(0, RESOURCE)
    .flat()
    .some(({ kind }) => kind === "hole");
  if (holeInHead) return matchPattern(atoms, arn);
  if (parts.length < PARTS || own.length < PARTS) {
    return doubt(matchPattern(atoms, arn), `"${pattern}" is compared with an ARN and is none`);
  }
  return every(parts.map((part, at) => matchPattern(part, own[at] ?? "")));
}

/** The account an ARN names, if it names one. */
export function accountOfArn(arn: string): string | undefined {
  const account = splitArn(arn)[RESOURCE - 1];
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** Of compiled patterns, which are kept where they hold no placeholder. */
const PARTS_OF = new WeakMap<readonly Atom[], readonly (readonly Atom[])[]>();

function partsOf(atoms: readonly Atom[]): readonly (readonly Atom[])[] {
  const parts = PARTS_OF.get(atoms) ?? splitAtColons(atoms, PARTS);
  PARTS_OF.set(atoms, parts);
  return parts;
}

function matchParts(parts: readonly (readonly Atom[])[], arn: string): Match {
  const own = splitArn(arn);
  const last = parts.length - 1;
  if (parts.length < PARTS && parts[last]?.at(-1)?.kind !== "many") return no();
  const rest = own.slice(last).join(":");
  return every(parts.map((part, at) => matchPattern(part, at === last ? rest : (own[at] ?? ""))));
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [
    ...parts.slice(0, RESOURCE),
    ...(parts.length > RESOURCE ? [parts.slice(RESOURCE).join(":")] : []),
  ];
}

/** A version as numbers, with the pre-release label if it has one. */
interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

/** Orders two versions such as "5.100.0": negative when the first is older. */
export function compareVersions(left: string, right: string): number {
  return compare(parse(left), parse(right));
}

/**
 * Whether a version satisfies a Terraform version constraint such as ">= 5.9, < 6.0" or "~> 5.90".
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function satisfies(version: string, constraint: string): boolean {
  const candidate = parse(version);
  return constraint
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .every((part) => satisfiesOne(candidate, part));
}

function satisfiesOne(candidate: Version, part: string): boolean {
  const [, operator = "=", text = part] = /^(~>|>=|<=|!=|=|>|<)?\s*(\S+)$/.exec(part) ?? [];
  const wanted = parse(text);
  const order = compare(candidate, wanted);
  // Terraform takes a pre-release only when it is asked for by its exact name.
  if (candidate.prerelease !== "" && operator !== "=") return false;
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    default:
      return order >= 0 && sharesLeadingNumbers(candidate, wanted);
  }
}

/** `~> 5.90` lets the last number given grow and pins those before it. */
function sharesLeadingNumbers(candidate: Version, wanted: Version): boolean {
  const pinned = wanted.numbers.slice(0, Math.max(1, wanted.numbers.length - 1));
  return pinned.every((number, index) => (candidate.numbers[index] ?? 0) === number);
}

function parse(text: string): Version {
  const [core = "", prerelease = ""] =
    text.trim().replace(/^v/, "").split("+", 1)[0]?.split(/-(.*)/s) ?? [];
  return { numbers: core.split(".").map((part) => Number.parseInt(part, 10) || 0), prerelease };
}

function compare(left: Version, right: Version): number {
  const length = Math.max(left.numbers.length, right.numbers.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.prerelease === right.prerelease) return 0;
  if (left.prerelease === "") return 1;
  if (right.prerelease === "") return -1;
  return left.prerelease < right.prerelease ? -1 : 1;
}

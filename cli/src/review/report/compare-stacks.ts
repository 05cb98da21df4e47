import { canonicalJson } from "../plan/json";
import type { StackInput } from "../plan";
import { environmentOf, neutralizer } from "./environment-of";
import type { StackReport } from "./report";

/** What of a stack is compared, as lines for people. */
type Lines = ReadonlySet<string>;

/** Notes of every stack which earlier one it is the same as, or what it is nearest to and differs in. */
export function compareStacks(
  stacks: readonly StackReport[],
  inputs: readonly StackInput[],
): readonly StackReport[] {
  const compared = stacks.map((stack, index) => {
    const input = inputs[index];
    const neutral = input === undefined ? String : neutralizer(environmentOf(input));
    return { stack, whole: neutral(wholeOf(stack)), lines: linesOf(stack, neutral) };
  });
  const first = new Map<string, string>();
  const distinct = compared.filter(({ stack, whole }) => {
    if (first.has(whole)) return false;
    first.set(whole, stack.name);
    return true;
  });
  return compared.map((own) => {
    const { stack, whole, lines } = own;
    const same = first.get(whole);
    if (same !== undefined && same !== stack.name) return { ...stack, sameAs: same };
    const [nearest] = distinct
      .filter((other) => other !== own)
      .map((other) => ({ other, likeness: likeness(lines, other.lines) }))
      .filter((candidate) => candidate.likeness > 0)
      .sort((a, b) => b.likeness - a.likeness);
    if (nearest === undefined) return stack;
    const { other } = nearest;
    const differences = differencesOf(lines, other.lines, other.stack.name);
    return { ...stack, differsFrom: { stack: other.stack.name, differences } };
  });
}

/** Everything of a report but its name and its digests. */
function wholeOf(stack: StackReport): string {
  const { name, digest, configuration, sameAs, differsFrom, ...rest } = stack;
  void [name, digest, configuration, sameAs, differsFrom];
  return canonicalJson(rest);
}

function linesOf(stack: StackReport, neutral: (text: string) => string): Lines {
  const lines = [
    ...stack.changes.map(({ label, action, notes }) => [action, label, ...notes].join(" · ")),
    ...stack.findings.map(({ id, subject, text }) => `${id} · ${subject}: ${text}`),
    ...stack.access
      .filter(({ difference }) => difference !== "same")
      .map(({ principal, secret, before, after }) => {
        return `${principal} → ${secret}: ${before} → ${after}`;
      }),
    ...stack.statements.map(({ owner, kind, effect, actions, resources }) => {
      return `${owner} ${kind}: ${effect} ${actions.join(", ")} on ${resources.join(", ")}`;
    }),
    ...stack.containers.flatMap(({ taskDefinition, container, difference, changes }) =>
      (changes.length === 0 ? [difference] : changes).map(
        (change) => `${taskDefinition}/${container}: ${change}`,
      ),
    ),
    ...stack.drift.map(({ label, action }) => `drift: ${action} ${label}`),
    ...stack.valuesNeeded.map(({ variable, secret }) => `needs ${variable} for ${secret}`),
    ...(stack.provisional === undefined ? [] : [`provisional: ${stack.provisional}`]),
  ];
  return new Set(lines.map(neutral));
}

function likeness(a: Lines, b: Lines): number {
  const shared = [...a].filter((line) => b.has(line)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}

function differencesOf(here: Lines, there: Lines, stack: string): readonly string[] {
  return [
    ...[...here].filter((line) => !there.has(line)).map((line) => `only here: ${line}`),
    ...[...there].filter((line) => !here.has(line)).map((line) => `only in ${stack}: ${line}`),
  ];
}

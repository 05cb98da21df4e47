import { parseArn } from "../../../../modules/facts";
import { asPattern } from "../../text";
import type { StackReport } from "../model";
import {
  canonicalJson,
  constantOf,
  listIn,
  mostFrequent,
  own,
  textIn,
  type StackInput,
} from "../plan";

/** What of a stack is compared, as lines of text. */
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

/** What two environments of one application call differently without being different. */
interface Environment {
  readonly name: string;
  /** @default - it cannot be told */
  readonly account?: string;
  /** @default - it cannot be told */
  readonly region?: string;
}

/** The own name, account and Region of a stack: from its provider, else from the ARNs of its resources. */
function environmentOf({ name, plan }: StackInput): Environment {
  const provider = plan.configuration.providers.get("aws")?.expressions ?? {};
  const region = textIn(constantOf(provider["region"]));
  const allowed = listIn(constantOf(provider["allowed_account_ids"]));
  const arns = plan.changes
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ before, after }) => [own(before, "arn"), own(after, "arn")])
    .flatMap((arn) => (typeof arn === "string" ? (parseArn(arn) ?? []) : []));
  return {
    name,
    account: textIn(allowed[0]) ?? mostFrequent(arns.map((arn) => arn.account)),
    region: region ?? mostFrequent(arns.map((arn) => arn.region)),
  };
}

/** A function that puts `{name}`, `{account}` and `{region}` where an environment's own stand. */
function neutralizer({ name, account, region }: Environment): (text: string) => string {
  const words = Object.entries({ account, region, name }).flatMap(([kind, word]) =>
    word === undefined || word === "" ? [] : [[kind, wordPattern(word)] as const],
  );
  return (text) =>
    words.reduce(
      (result, [kind, pattern]) => result.replace(pattern, `{${kind}}`),
      text.replace(DIGEST, "$1_{digest}"),
    );
}

/** What ends the address of what has a name, which another environment gives another one. */
const DIGEST = /\b([a-z0-9]+(?:_[a-z0-9]+)+\.[\w-]+_[0-9A-F]{8})_[0-9a-dfg]{8}(?![\w-])/g;

function wordPattern(word: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${asPattern(word)}(?![A-Za-z0-9])`, "g");
}

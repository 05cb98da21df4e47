import { printedJson } from "../../json";
import type { AccessEntry, Difference, Finding, Report, StackReport } from "../model";

/** What a review says in one line. */
export function verdict(report: Report): string {
  const findings = allFindings(report);
  const blocking = findings.filter((finding) => finding.blocking).length;
  const waived = findings.filter((finding) => finding.waived !== undefined).length;
  const others = findings.length - blocking - waived;
  const parts = [
    blocking === 0 ? "" : count(blocking, "blocking finding"),
    others === 0 ? "" : count(others, blocking === 0 ? "finding" : "other finding"),
    waived === 0 ? "" : `${waived} waived`,
    undecided(report) === 0 ? "" : `${undecided(report)} undecided`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

/** How many readers the answer names itself. */
const MOST_NAMED = 3;

/** What the review answers, in one sentence: who reads what from now on that did not before, and what no reference asks for. */
export function answer(report: Report): string {
  const access = accessOf(report);
  const came = access.filter(
    ({ difference, after }) => after === "readable" && difference !== "same",
  );
  const went = access.filter(({ difference }) => difference === "removed");
  const open = access.filter(({ before, after }) => after === "cannot prove" && before !== after);
  const unexplained = report.stacks
    .filter(({ sameAs }) => sameAs === undefined)
    .flatMap(({ statements }) => statements)
    .filter(({ kind, policy, explainedBy }) => {
      return kind === "widened" && policy !== "trust" && explainedBy === undefined;
    }).length;
  const named = came.slice(0, MOST_NAMED).map(({ principal, kind, secret }) => {
    return `${principal}${kind === undefined ? "" : ` (${kind})`} reads ${secret}`;
  });
  const more = came.length - named.length;
  const list = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
  const parts = [
    came.length === 0
      ? "no principal reads a secret that it did not read before"
      : `${readers(came, "more ")}: ${list}`,
    ...(went.length === 0 ? [] : [readers(went, "", "no longer ")]),
    ...(open.length === 0
      ? []
      : [`${count(open.length, "pair")} of principal and secret undecided`]),
    ...(unexplained === 0
      ? []
      : [
          `${count(unexplained, "grant")} ${unexplained === 1 ? "is" : "are"} not explained by any reference`,
        ]),
  ];
  return `After this change ${parts.join("; ")}.`;
}

function readers(access: readonly Of<AccessEntry>[], which: string, how = ""): string {
  const people = new Set(access.map(({ stack, principal }) => `${stack} ${principal}`)).size;
  const secrets = new Set(access.map(({ stack, secret }) => `${stack} ${secret}`)).size;
  const reads = people === 1 ? "reads" : "read";
  return `${people} ${which}${people === 1 ? "principal" : "principals"} ${how}${reads} ${count(secrets, "secret")}`;
}

/** How many questions the plan leaves open and no waiver covers: policies and tasks by findings, pairs by their rows. */
export function undecided(report: Report): number {
  const findings = allFindings(report).filter(({ id }) => id === "CANNOT-PROVE");
  const said = findings.map(({ text }) => text.toLowerCase());
  const pairs = accessOf(report).filter(
    ({ before, after, reason = "" }) =>
      after === "cannot prove" &&
      before !== after &&
      !said.some((text) => text.includes(reason.toLowerCase())),
  );
  return findings.filter(({ waived }) => !waived).length + pairs.length;
}

/** `1 secret`, `2 secrets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** One sign for how something differs. */
export const SIGN: Readonly<Record<Difference, string>> = {
  added: "+",
  removed: "−",
  changed: "±",
  same: " ",
};

/** `+2 −1`, or nothing. */
export function differences(entries: readonly { readonly difference: Difference }[]): string {
  return (["added", "removed", "changed"] as const)
    .map((kind) => {
      const number = entries.filter(({ difference }) => difference === kind).length;
      return number === 0 ? "" : `${SIGN[kind]}${number}`;
    })
    .filter((part) => part !== "")
    .join(" ");
}

/** In a word how a stack compares with the others. */
export function comparison({ sameAs, differsFrom }: StackReport): string {
  if (sameAs !== undefined) return `same as ${sameAs}`;
  return differsFrom === undefined ? "" : `differs from ${differsFrom.stack}`;
}

/** `cannot prove` with its reason, else what changed. */
export function accessText({ before, after, difference, reason }: AccessEntry): string {
  if (after === "cannot prove") return `cannot prove${reason === undefined ? "" : `: ${reason}`}`;
  if (difference === "added") return "can read it now";
  if (difference === "removed") return "can no longer read it";
  return before === after ? "can read it" : `${before} → ${after}`;
}

/** Worst first. */
export function bySeverity<F extends Finding>(findings: readonly F[]): readonly F[] {
  const rank = { high: 0, medium: 1, low: 2 };
  const order = (finding: F): number =>
    (finding.blocking ? 0 : 10) + (finding.waived ? 20 : 0) + rank[finding.severity];
  return [...findings].sort((a, b) => order(a) - order(b));
}

/** What was found in stacks that differ, and in the review itself. */
export function allFindings({
  findings,
  stacks,
}: Report): readonly (Finding & { readonly stack?: string })[] {
  const different = stacks.filter(({ sameAs }) => sameAs === undefined);
  return [...findings, ...ofStacks(different, (stack) => stack.findings)];
}

/** The waivers of everything that blocks, each a line of JSON that no place takes for anything else. */
export function waiversOf(report: Report): readonly string[] {
  const only = report.stacks.length === 1;
  const written = allFindings(report).flatMap(({ waiver }) => {
    if (waiver === undefined) return [];
    const { stack, ...rest } = waiver;
    return [printedJson(only ? rest : { ...rest, stack })];
  });
  return [...new Set(written)].map((line) =>
    line.replace(/[<>&`@]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16).padStart(2, "0")}`),
  );
}

/** Something of a stack, with the stack that it is of. */
export type Of<T> = T & { readonly stack: string };

/** What all stacks have of a kind. */
export function ofStacks<T>(
  stacks: readonly StackReport[],
  pick: (stack: StackReport) => readonly T[],
): readonly Of<T>[] {
  return stacks.flatMap((stack) => pick(stack).map((item) => ({ ...item, stack: stack.name })));
}

/** Who can read what, equal stacks once. */
export function accessOf({ stacks }: Report): readonly Of<AccessEntry>[] {
  const different = stacks.filter(({ sameAs }) => sameAs === undefined);
  return ofStacks(different, (stack) => stack.access);
}

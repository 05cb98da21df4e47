import type { AccessAnalysis, Severity, ValueNeeded } from "../model";
import { parseArn } from "../../../../modules/facts";
import { isMarked, mayChange, type ResourceChange, type StackInput } from "../plan";

/** What a finding is looked for in. */
export interface FindingContext {
  readonly input: StackInput;
  /** The stacks that are reviewed together, this one among them. */
  readonly all: readonly StackInput[];
  readonly access: AccessAnalysis;
  /** The values that the apply of the plan writes. */
  readonly valuesNeeded: readonly ValueNeeded[];
}

/** One occurrence of a finding: names, ARNs and actions, never a value. */
export interface Observation {
  /** What it is about: a construct path, an address, a role or a secret. */
  readonly subject: string;
  readonly text: string;
  readonly remedy: string;
  /** What was there before, as it may be shown. @default - nothing */
  readonly removed?: readonly string[];
  /** What takes its place. @default - the text says it */
  readonly added?: readonly string[];
  /** @default - the rule's own */
  readonly severity?: Severity;
  /** Whether it was so before the plan: worth knowing, and no reason to stop it. @default false */
  readonly before?: boolean;
}

/** Something that reviews look for. */
export interface FindingRule {
  /** Stable: waivers and dashboards name it. */
  readonly id: string;
  readonly severity: Severity;
  /** What it says, for the list of findings. */
  readonly title: string;
  find(context: FindingContext): readonly Observation[];
}

/** What a rule finds; what was so before the plan says so, and is of low severity. */
export function observe(rule: FindingRule, context: FindingContext): readonly Observation[] {
  return rule.find(context).map(({ before, ...observation }) => {
    if (!before) return observation;
    const text = `${observation.text} It was so before this plan, too.`;
    return { ...observation, text, severity: "low" };
  });
}

/** A text with a capital letter, unless it starts with a name, and a full stop. */
export function sentence(text: string): string {
  const [first = ""] = text.split(" ");
  const isWord = /^[a-z]+,?$/.test(first);
  const started = isWord ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text;
  return started.endsWith(".") ? started : `${started}.`;
}

/** What went and what came, as a finding shows it. */
export type Changed = Pick<Observation, "removed" | "added">;

/** Attributes before and after a change, where they differ: numbers, switches, and texts that are ARNs; no other texts. */
export function settings(change: ResourceChange, ...attributes: readonly string[]): Changed {
  const { before, after, afterUnknown } = change;
  const isSecret = (name: string): boolean =>
    [change.beforeSensitive, change.afterSensitive].some((marks) => isMarked(marks, name));
  const differing = attributes.filter((name) => mayChange(change, name) && !isSecret(name));
  const removed = differing.flatMap((name) => setting(name, before?.[name]));
  const added = differing.flatMap((name) =>
    isMarked(afterUnknown, name) ? [`${name} = known after apply`] : setting(name, after?.[name]),
  );
  return {
    ...(removed.length === 0 ? {} : { removed }),
    ...(added.length === 0 ? {} : { added }),
  };
}

function setting(name: string, value: unknown): readonly string[] {
  const isShown =
    typeof value === "number" ||
    typeof value === "boolean" ||
    (typeof value === "string" && parseArn(value) !== undefined);
  return isShown ? [`${name} = ${String(value)}`] : [];
}

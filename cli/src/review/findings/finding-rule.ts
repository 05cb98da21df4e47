import type { AccessAnalysis, Severity, ValueNeeded } from "../model";
import type { StackInput } from "../plan";

/** What a finding is looked for in. */
export interface FindingContext {
  readonly input: StackInput;
  readonly access: AccessAnalysis;
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

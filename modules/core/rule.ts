import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { findSecret } from "../facts";
import { PlainText } from "./plain-text";
import { STRING_TOKENS } from "./templates";
import { describeFinding, reportProblem, warn, type Problem } from "./problems";

/** A limit or format that AWS enforces later than synthesis, or never says clearly. */
export interface RuleDefinition<T> {
  /** Stable id: service, then subject, such as `ssm-parameter-name`. */
  readonly id: string;
  /** What it demands, continuing "must …". */
  readonly demands: string;
  /** The page of AWS or Terraform that says so, or `decision N` of docs/decisions. */
  readonly source: string;
  /** What to do instead. */
  readonly remedy: string;
  /** Whether `value` breaks the rule; what is returned says how, `true` shows the value itself. */
  readonly broken: (value: T) => boolean | string;
  /** Whether it only warns, because what it speaks of may be what the author wants. @default false */
  readonly warns?: boolean;
}

/** A rule in the registry. */
export class Rule<T = never> {
  /** Its name, as it stands at the end of a message and in `docs/rules.md`. */
  public readonly id: string;
  /** What it demands, as the half sentence after the prop's name. */
  public readonly demands: string;
  /** The page that says so. */
  public readonly source: string;
  /** What to write instead. */
  public readonly remedy: string;
  /** Whether breaking it is said as a warning, and refuses nothing. */
  public readonly warns: boolean;
  private readonly broken: (value: T) => boolean | string;

  public constructor(definition: RuleDefinition<T>) {
    this.id = definition.id;
    this.demands = definition.demands;
    this.source = definition.source;
    this.remedy = definition.remedy;
    this.broken = definition.broken;
    this.warns = definition.warns ?? false;
  }

  /** "must …", or "should …" where it only warns. */
  public get demand(): string {
    return `${this.warns ? "should" : "must"} ${this.demands}`;
  }

  /** The problem that `given` is, if it is one; undefined and unresolved values are none. */
  public problem(prop: string, given: T | undefined): Omit<Problem, "path"> | undefined {
    if (given === undefined) return undefined;
    const value = known(given);
    if (isUnresolved(value)) return undefined;
    const verdict = this.broken(value);
    if (verdict === false) return undefined;
    const got = withoutTokens(verdict === true ? show(value) : verdict);
    return { prop, rule: this.id, message: `${this.demand}, got ${got}. ${this.remedy}` };
  }

  /** Reports the problem, if there is one, with the construct's path. @throws ValidationError unless it only warns */
  public enforce(scope: IConstruct, prop: string, value: T | undefined): void {
    const problem = this.problem(prop, value);
    if (!problem) return;
    if (this.warns) warn(scope, describeFinding(problem));
    else reportProblem(scope, problem);
  }

  /** Holds what `value` yields when the app is complete against the rule; a problem then fails cdktf's validation. */
  public enforceAtSynthesis(scope: IConstruct, prop: string, value: () => T | undefined): void {
    scope.node.addValidation({
      validate: () => {
        const problem = this.problem(prop, value());
        if (!problem) return [];
        if (!this.warns) return [describeFinding(problem)];
        warn(scope, describeFinding(problem));
        return [];
      },
    });
  }
}

const registry = new Map<string, Rule>();

/** Adds a rule to the registry. @throws Error when the id is taken */
export function defineRule<T>(definition: RuleDefinition<T>): Rule<T> {
  if (registry.has(definition.id)) throw new Error(`rule ${definition.id} is defined twice`);
  const rule = new Rule(definition);
  registry.set(rule.id, rule as unknown as Rule);
  return rule;
}

/**
 * The rule with an id of docs/rules.md, to hold an application's own data against it before there is a construct.
 *
 * @throws Error when no module loaded so far has such a rule
 */
export function findRule(id: string): Rule<unknown> {
  const rule = registry.get(id);
  if (!rule) throw new Error(`there is no rule ${id}: the ids are in docs/rules.md`);
  // The registry holds rules of any value, and its caller knows which.
  return rule as unknown as Rule<unknown>;
}

/** Every rule of the modules loaded so far, sorted by id. */
export function allRules(): readonly Rule[] {
  return [...registry.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const choiceKnown = defineRule<boolean>({
  id: "choice-known",
  demands: "be known at synthesis, because it decides what is made",
  source: "decision 13",
  remedy: "Write the value, or read it from the environment or the context of the app.",
  broken: (known) => !known && "what only Terraform knows",
});

/** Refuses what decides what is made, where only Terraform knows it. @returns whether it is known */
export function enforceKnown(scope: IConstruct, prop: string, value: unknown): boolean {
  const isKnown = !isUnresolved(value);
  choiceKnown.enforce(scope, prop, isKnown);
  return isKnown;
}

const settingInTime = defineRule<boolean>({
  id: "setting-in-time",
  demands: "be said before what is below is made, because that has asked for it already",
  source: "decision 11",
  remedy: "Move the call up, right behind the construct that it is about.",
  broken: (isTooLate) => isTooLate && "it behind a construct that would be left with the old",
});

/** Refuses to set what only some of the constructs below `scope` would get. */
export function enforceInTime(
  scope: IConstruct,
  prop: string,
  setting: { isTooLate(scope: IConstruct): boolean },
): void {
  settingInTime.enforce(scope, prop, setting.isTooLate(scope));
}

/** Whether a value, or something directly in it, is only known to Terraform. */
export function isUnresolved(value: unknown): boolean {
  return holdsToken(value) || (Array.isArray(value) && value.some(holdsToken));
}

/** The same as `Token.isUnresolved`, which tries three patterns on each key of what is plain, and most values are. */
export function holdsToken(value: unknown): boolean {
  if (typeof value === "boolean" || value === undefined || value === null) return false;
  if (Number.isSafeInteger(value)) return false;
  if (typeof value === "string" && !value.includes(MARK)) return false;
  const isPlain = typeof value === "object" && !Array.isArray(value) && !("resolve" in value);
  if (isPlain && !Object.keys(value).some((key) => key.includes(MARK))) return false;
  return Token.isUnresolved(value);
}

/** What every text that cdktf makes of a token holds. */
const MARK = "TfToken[";

/** Whether it is a whole number of a range, both ends included. */
export function isWhole(value: number, least: number, most = Infinity): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** What is marked as `PlainText` is a literal like any other: its mark is for the guard of plain texts alone. */
function known<T>(value: T): T;
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => known(item));
  return typeof value === "string" ? PlainText.replace(value) : value;
}

/** Numbers that are tokens of cdktf, as they look inside a text. */
const NUMBER_TOKEN = /-?\d+\.\d+e\+\d+/g;

/** Nobody can read what cdktf writes for what only Terraform knows. */
function withoutTokens(text: string): string {
  const unknown = "what only Terraform knows";
  return text
    .replace(STRING_TOKENS, unknown)
    .replace(NUMBER_TOKEN, (digits) => (Token.isUnresolved(Number(digits)) ? unknown : digits));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  // A secret in the wrong place, such as `NAME=value` where a name belongs.
  const secret = findSecret(typeof value === "string" ? value : text);
  if (secret !== undefined) return secret;
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

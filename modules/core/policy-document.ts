import type { IConstruct } from "constructs";
import { type Json, lazyText, terraformJson } from "./terraform-json";
import { inSameOrder, withoutTokens } from "./token-order";

/** `operator → key → values` of an IAM condition. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of an IAM policy. */
export interface PolicyStatement {
  /** @default - none */
  readonly sid?: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Actions, such as `ssm:GetParameters`; rendered sorted. */
  readonly actions: readonly string[];
  /** @default - none: the statement of a trust policy */
  readonly resources?: readonly string[];
  /** Principal type (`AWS`, `Service`) and its principals. @default - none: an identity policy */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  /** @default - none */
  readonly conditions?: Conditions;
}

/** A principal that can be granted something: it adds statements to its identity policies. */
export interface IGrantee extends IConstruct {
  /**
   * Adds a statement to one of its policies.
   *
   * The policies are apart so that what is known at plan time stays readable in the plan.
   *
   * @param policyName any name; this library uses `read-secrets`, `decrypt-secrets`, `write-logs` and others of its own
   * @param from what grants: a role of another stack may get the policy in the stack of this. @default - the principal
   */
  addToPolicy(policyName: string, statement: PolicyStatement, from?: IConstruct): void;
}

/** An IAM policy that statements are added to; it renders merged and sorted, so equal grants give equal text. */
export class PolicyDocument {
  private readonly added: PolicyStatement[] = [];
  // Of what is added so far: cdktf renders a policy several times.
  private merged: readonly PolicyStatement[] | undefined;
  private text: string | undefined;

  public constructor(statements: readonly PolicyStatement[] = []) {
    this.added.push(...statements);
  }

  /** Adds a statement; the order of additions never shows. */
  public add(statement: PolicyStatement): void {
    this.added.push(statement);
    this.merged = this.text = undefined;
  }

  /** The merged statements. */
  public get statements(): readonly PolicyStatement[] {
    return (this.merged ??= mergeStatements(this.added));
  }

  /** The policy as IAM reads it. */
  public toJson(): Json {
    return { Version: "2012-10-17", Statement: this.statements.map(renderStatement) };
  }

  /** The policy's text for a Terraform argument, complete at synthesis. */
  public toLazyText(): string {
    return lazyText(() => (this.text ??= terraformJson(this.toJson())));
  }
}

function renderStatement(statement: PolicyStatement): Json {
  const { sid, effect = "Allow", actions, resources, principals, conditions } = statement;
  return {
    Sid: sid,
    Effect: effect,
    Principal: principals && mapValues(principals, oneOrMany),
    Action: oneOrMany(actions),
    Resource: resources && oneOrMany(resources),
    Condition: conditions && mapValues(conditions, (keys) => mapValues(keys, oneOrMany)),
  };
}

// IAM returns a list of one as a string; written as a list it would differ at every refresh.
function oneOrMany(values: readonly string[]): Json {
  return values.length === 1 ? values[0] : values;
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => Json): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** A statement as a product of sets: what it covers is every combination of one element of each dimension. */
type Dimensions = ReadonlyMap<string, ReadonlySet<string>>;

// Only where several values mean "any of them": for a negated operator they mean "none of them".
const MERGEABLE_CONDITIONS = /^(StringEquals|StringLike|ArnEquals|ArnLike)$/;

/**
 * The fewest statements that allow exactly the same, sorted.
 *
 * Two statements become one only when they differ in a single dimension (resources, actions, or the values of one
 * condition key): then, and only then, the merged statement covers no combination that neither of them covered.
 */
export function mergeStatements(statements: readonly PolicyStatement[]): PolicyStatement[] {
  const normalized = statements.map(normalize);
  if (normalized.length < 2) return normalized;
  // Sorted first: which statements merge can depend on their order, and the order of grants must never show.
  let current = inOrder(normalized).map(toDimensions);
  let before: number;
  do {
    before = current.length;
    for (const mayMerge of [isResource, isCondition, isAction]) {
      current = mergeAlong(current, mayMerge);
    }
  } while (current.length < before);
  return inOrder(current.map(fromDimensions));
}

/** @param statements normalized ones */
function inOrder(statements: readonly PolicyStatement[]): PolicyStatement[] {
  // With the keys made once: making one takes longer than comparing two.
  return statements
    .map((statement) => ({ statement, key: sortKey(statement) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ statement }) => statement);
}

const isResource = (dimension: string): boolean => dimension === "resource";
const isAction = (dimension: string): boolean => dimension === "action";
const isCondition = (dimension: string): boolean =>
  MERGEABLE_CONDITIONS.test(splitCondition(dimension)?.operator ?? "");

function mergeAlong(
  statements: readonly Dimensions[],
  mayMerge: (dimension: string) => boolean,
): Dimensions[] {
  const merged: Dimensions[] = [];
  for (const statement of statements) {
    let incoming = statement;
    // What has just grown may now differ from a third one in a single dimension, too.
    for (let index = 0; index < merged.length;) {
      const existing = merged[index] as Dimensions;
      const dimension = singleDifference(existing, incoming);
      if (dimension === undefined || (dimension !== "" && !mayMerge(dimension))) {
        index += 1;
        continue;
      }
      merged.splice(index, 1);
      incoming = dimension === "" ? existing : union(existing, incoming, dimension);
      index = 0;
    }
    merged.push(incoming);
  }
  return merged;
}

/** The one dimension in which `a` and `b` differ, "" when they are equal, undefined when they differ in several. */
function singleDifference(a: Dimensions, b: Dimensions): string | undefined {
  if (a.size !== b.size) return undefined;
  let difference = "";
  for (const [dimension, values] of a) {
    const other = b.get(dimension);
    if (!other) return undefined;
    if (values === other || equal(values, other)) continue;
    if (difference !== "") return undefined;
    difference = dimension;
  }
  return difference;
}

function equal(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const value of a) if (!b.has(value)) return false;
  return true;
}

function union(a: Dimensions, b: Dimensions, dimension: string): Dimensions {
  const values = new Set([...(a.get(dimension) ?? []), ...(b.get(dimension) ?? [])]);
  return new Map([...a, [dimension, values]]);
}

/** The same statement with all that has no order sorted, and nothing twice. */
function normalize(statement: PolicyStatement): PolicyStatement {
  const { sid, effect, actions, resources, principals, conditions } = statement;
  return {
    sid,
    effect: effect === "Deny" ? "Deny" : "Allow",
    actions: sorted(actions),
    resources: resources && sorted(resources),
    principals: principals && sortedBelow(principals, sorted),
    conditions: conditions && sortedBelow(conditions, (keys) => sortedBelow(keys, sorted)),
  };
}

function sorted(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : inSameOrder(values);
}

/** Nothing where there would be nothing in it. */
function sortedBelow<T>(
  record: Readonly<Record<string, T>>,
  sort: (value: T) => T | undefined,
): Readonly<Record<string, T>> | undefined {
  const below: Record<string, T> = {};
  for (const name of inSameOrder(Object.keys(record))) {
    const value = sort(record[name] as T);
    if (value !== undefined) below[name] = value;
  }
  return Object.keys(below).length === 0 ? undefined : below;
}

function toDimensions(statement: PolicyStatement): Dimensions {
  const dimensions = new Map<string, ReadonlySet<string>>();
  dimensions.set("effect", new Set([statement.effect ?? "Allow"]));
  if (statement.sid !== undefined) dimensions.set("sid", new Set([statement.sid]));
  dimensions.set("action", new Set(statement.actions));
  if (statement.resources) dimensions.set("resource", new Set(statement.resources));
  for (const [type, principals] of Object.entries(statement.principals ?? {})) {
    dimensions.set(`principal ${type}`, new Set(principals));
  }
  for (const [operator, keys] of Object.entries(statement.conditions ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      dimensions.set(`condition ${operator} ${key}`, new Set(values));
    }
  }
  return dimensions;
}

function fromDimensions(dimensions: Dimensions): PolicyStatement {
  const list = (name: string): string[] | undefined => {
    const values = dimensions.get(name);
    return values && inSameOrder(values);
  };
  const principals: Record<string, string[]> = {};
  const conditions: Record<string, Record<string, string[]>> = {};
  for (const name of inSameOrder(dimensions.keys())) {
    const condition = splitCondition(name);
    if (condition) (conditions[condition.operator] ??= {})[condition.key] = list(name) ?? [];
    if (name.startsWith("principal ")) principals[name.slice(10)] = list(name) ?? [];
  }
  return {
    sid: list("sid")?.[0],
    effect: list("effect")?.[0] === "Deny" ? "Deny" : "Allow",
    actions: list("action") ?? [],
    resources: list("resource"),
    principals: Object.keys(principals).length > 0 ? principals : undefined,
    conditions: Object.keys(conditions).length > 0 ? conditions : undefined,
  };
}

function splitCondition(dimension: string): { operator: string; key: string } | undefined {
  // The key is all the rest: tag keys may hold spaces.
  const [, operator, key] = /^condition (\S+) (.*)$/s.exec(dimension) ?? [];
  return operator !== undefined && key !== undefined ? { operator, key } : undefined;
}

function sortKey(statement: PolicyStatement): string {
  const { sid, effect, actions, resources, principals, conditions } = statement;
  const parts = [sid ?? "", actions, conditions ?? {}, resources ?? [], effect, principals ?? {}];
  return withoutTokens(JSON.stringify(parts));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

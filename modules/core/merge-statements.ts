import type { PolicyStatement } from "./policy-statement";

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
  // Sorted first: which statements merge can depend on their order, and the order of grants must never show.
  let current = inOrder(statements.map(toDimensions)).map(toDimensions);
  let before: number;
  do {
    before = current.length;
    for (const mayMerge of [isResource, isCondition, isAction]) {
      current = mergeAlong(current, mayMerge);
    }
  } while (current.length < before);
  return inOrder(current);
}

function inOrder(statements: readonly Dimensions[]): PolicyStatement[] {
  // With the keys made once: making one takes longer than comparing two.
  return statements
    .map(fromDimensions)
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
    if (values.size === other.size && [...values].every((value) => other.has(value))) continue;
    if (difference !== "") return undefined;
    difference = dimension;
  }
  return difference;
}

function union(a: Dimensions, b: Dimensions, dimension: string): Dimensions {
  const values = new Set([...(a.get(dimension) ?? []), ...(b.get(dimension) ?? [])]);
  return new Map([...a, [dimension, values]]);
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
    return values && [...values].sort(compare);
  };
  const principals: Record<string, string[]> = {};
  const conditions: Record<string, Record<string, string[]>> = {};
  for (const name of [...dimensions.keys()].sort(compare)) {
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
  return JSON.stringify(parts);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

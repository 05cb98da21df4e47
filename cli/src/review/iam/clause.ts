import type { Condition, PolicyDocument, Principals, Statement } from "../../policy";

/** A list of an element, and whether the element is its `Not…`. */
export interface Terms {
  readonly negated: boolean;
  readonly values: ReadonlySet<string>;
}

/** Conditions as they compare: operators taken apart, key names in one case. */
export interface Test {
  /** `ForAllValues`, `ForAnyValue`, or nothing. */
  readonly qualifier: string;
  readonly operator: string;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: ReadonlySet<string>;
  /** Operator and key as they are written. */
  readonly written: string;
}

/**
 * A statement as sets: what it is about is every combination of one value of each element.
 *
 * Its Sid is no part of it, nor is the order of anything.
 */
export interface Clause {
  readonly effect: Statement["effect"];
  /** @default - the statement names none */
  readonly principals?: Terms;
  readonly actions: Terms;
  /** @default - the statement names none */
  readonly resources?: Terms;
  readonly tests: readonly Test[];
  /** Actions as they are written, by how they compare. */
  readonly spelling: ReadonlyMap<string, string>;
}

/** The statements of a policy as sets. */
export function clausesOf(document: PolicyDocument): readonly Clause[] {
  // A document of the old version takes variables for text.
  const read = (text: string): string =>
    document.version === "2012-10-17" ? text : text.replaceAll("${", "$\u0000{");
  return document.statements.map(({ effect, action, resource, principal, conditions }) => ({
    effect,
    actions: terms(action.negated, action.values, (value) => value.toLowerCase()),
    ...(resource ? { resources: terms(resource.negated, resource.values, read) } : {}),
    ...(principal ? { principals: principalTerms(principal) } : {}),
    tests: conditions.map((condition) => testOf(condition, read)),
    spelling: new Map(action.values.map((value) => [value.toLowerCase(), value])),
  }));
}

/** The same text for the same sets. */
export function keyOf({ effect, principals, actions, resources, tests }: Clause): string {
  const spelled = tests.map(({ qualifier, operator, ifExists, key, values }) =>
    JSON.stringify([qualifier, operator, ifExists, key, [...values].sort()]),
  );
  return JSON.stringify([
    effect,
    spellTerms(principals),
    spellTerms(actions),
    spellTerms(resources),
    spelled.sort(),
  ]);
}

/** Whether part of the clause is known only after apply. */
export function isUnknown({ principals, actions, resources, tests }: Clause): boolean {
  const lists = [principals, actions, resources, ...tests];
  return lists.some((list) => list !== undefined && [...list.values].some(hasHole));
}

/** Whether the text holds a reference that Terraform has not resolved yet; a policy variable is none. */
export function hasHole(text: string): boolean {
  return /\$\{(?![A-Za-z0-9-]+:|[*?$]\})/.test(text);
}

function spellTerms(list: Terms | undefined): unknown {
  return list && [list.negated, [...list.values].sort()];
}

function terms(
  negated: boolean,
  values: readonly string[],
  change: (value: string) => string,
): Terms {
  return { negated, values: new Set(values.map(change)) };
}

function principalTerms({ negated, values }: Principals): Terms {
  return terms(
    negated,
    values.map(({ kind, value }) => {
      if (kind !== "AWS") return `${kind} ${value}`;
      // The account's id and its root user's ARN are one principal.
      const [, account = value] = /^arn:[^:]+:iam::(\d{12}):root$/.exec(value) ?? [];
      return `AWS ${account}`;
    }),
    (value) => value,
  );
}

function testOf({ operator, key, values }: Condition, read: (text: string) => string): Test {
  const [, qualifier = "", name = operator, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  return {
    qualifier,
    // AWS documents both of a pair as one.
    operator: name.replace(/^ArnEquals$/, "ArnLike").replace(/^ArnNotEquals$/, "ArnNotLike"),
    ifExists: ifExists !== undefined,
    key: key.toLowerCase(),
    values: new Set(values.map(read)),
    written: `${operator} ${key}`,
  };
}

import type { Clause, Terms, Test } from "./clause";

/** Puts parts together that differ in one element only: what they cover together is what the result covers. */
export function mergeParts(parts: readonly Clause[]): readonly Clause[] {
  const tests = Math.max(0, ...parts.map((part) => part.tests.length));
  const places: readonly Place[] = [
    element("resources"),
    element("actions"),
    element("principals"),
    ...Array.from({ length: tests }, (_none, at) => testAt(at)),
  ];
  return places.reduce((merged, place) => mergeAlong(merged, place), parts);
}

/** One element of a clause: its values, and the clause with other values there. */
interface Place {
  values(clause: Clause): ReadonlySet<string> | undefined;
  replace(clause: Clause, values: ReadonlySet<string>): Clause;
}

/** Parts that differ in one element only. */
interface Group {
  readonly first: Clause;
  readonly spelling: Map<string, string>;
  readonly values: Set<string> | undefined;
}

function mergeAlong(parts: readonly Clause[], place: Place): readonly Clause[] {
  const groups = new Map<string, Group>();
  for (const part of parts) {
    const values = place.values(part);
    const rest = values ? place.replace(part, new Set()) : part;
    const key = JSON.stringify(rest, (_name, value: unknown) =>
      value instanceof Set ? [...value].sort() : value instanceof Map ? undefined : value,
    );
    const group = groups.get(key);
    if (!group) {
      const spelling = new Map(part.spelling);
      groups.set(key, {
        first: { ...part, spelling },
        spelling,
        values: values && new Set(values),
      });
      continue;
    }
    for (const value of values ?? []) group.values?.add(value);
    for (const [action, written] of part.spelling) group.spelling.set(action, written);
  }
  return [...groups.values()].map(({ first, values }) =>
    values ? place.replace(first, values) : first,
  );
}

function element(name: "resources" | "actions" | "principals"): Place {
  return {
    values: (clause) => {
      const terms: Terms | undefined = clause[name];
      return terms && !terms.negated ? terms.values : undefined;
    },
    replace: (clause, values) => ({ ...clause, [name]: { negated: false, values } }),
  };
}

function testAt(at: number): Place {
  const isAnyOf = (test: Test): boolean =>
    test.qualifier === "" && /^(StringEquals|StringLike|ArnLike)$/.test(test.operator);
  return {
    values: (clause) => {
      const test = clause.tests[at];
      return test && isAnyOf(test) ? test.values : undefined;
    },
    replace: (clause, values) => ({
      ...clause,
      tests: clause.tests.map((test, index) => (index === at ? { ...test, values } : test)),
    }),
  };
}

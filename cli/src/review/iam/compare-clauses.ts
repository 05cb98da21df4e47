import { hasHole, isUnknown, keyOf, type Clause, type Terms, type Test } from "./clause";
import { covers } from "./cover";

/** What a change of policies means, statement by statement; parts that both sides have are left out. */
interface ClauseDifference {
  /** New grants, and denies that went. */
  readonly widened: readonly Clause[];
  /** Grants that went, and new denies. */
  readonly narrowed: readonly Clause[];
  /** Parts that are known only after apply, and that might widen. */
  readonly unproven: readonly Clause[];
}

/** From how many parts on a statement is compared in fewer, larger ones. */
const MAX_PARTS = 4096;

/** Operators of which several values mean the same as several statements. */
const SPLITTABLE = /^(StringEquals|StringLike|ArnLike)$/;

/**
 * Compares two sets of statements as sets of (principal, effect, action, resource, condition).
 *
 * Nothing that is let through only after the change stays out of `widened` and `unproven`; the reverse does not hold:
 * what several statements cover only together counts as new.
 */
export function compareClauses(
  before: readonly Clause[],
  after: readonly Clause[],
): ClauseDifference {
  const known = new Set(before.map(keyOf));
  const kept = new Set(after.map(keyOf));
  const came = after.filter((clause) => !known.has(keyOf(clause)));
  const went = before.filter((clause) => !kept.has(keyOf(clause)));
  const unknownAfter = after.filter(isUnknown);
  const certain = after.filter((clause) => !isUnknown(clause));

  const added = came.flatMap((clause) => uncovered(clause, before));
  const removed = went.flatMap((clause) => uncovered(clause, certain));
  // Perhaps it is still there, where the plan does not know yet: that is no removal.
  const isHidden = (part: Clause): boolean =>
    unknownAfter.some((clause) => covers(atMost(clause), part));
  const sure = removed.filter((part) => !isHidden(part));
  return {
    widened: [
      ...added.filter((part) => part.effect === "Allow" && !isUnknown(part)),
      ...sure.filter(({ effect }) => effect === "Deny"),
    ],
    narrowed: [
      ...added.filter((part) => part.effect === "Deny" && !isUnknown(part)),
      ...sure.filter(({ effect }) => effect === "Allow"),
    ],
    unproven: [
      ...added.filter(
        (part) => part.effect === "Allow" && isUnknown(part) && !isCovered(atMost(part), before),
      ),
      ...removed.filter((part) => part.effect === "Deny" && isHidden(part)),
    ],
  };
}

/** The parts of a clause that no clause of `others` covers. */
function uncovered(clause: Clause, others: readonly Clause[]): readonly Clause[] {
  const rivals = others.filter(({ effect }) => effect === clause.effect);
  if (isCovered(clause, rivals)) return [];
  return partsOf(clause).filter((part) => !isCovered(part, rivals));
}

function isCovered(clause: Clause, others: readonly Clause[]): boolean {
  return others.some((other) => covers(other, clause));
}

/** One clause for every combination of values; fewer and larger ones where that would be too many. */
function partsOf(clause: Clause): readonly Clause[] {
  const elements = [clause.actions, clause.resources, clause.principals];
  const values = elements.reduce((count, terms) => count * pieces(terms).length, 1);
  const tests = clause.tests.reduce((count, test) => count * testPieces(test).length, 1);
  if (values > MAX_PARTS) return [clause];
  const ways = values * tests > MAX_PARTS ? [clause.tests] : combinations(clause.tests);
  return pieces(clause.actions).flatMap((actions) =>
    pieces(clause.resources).flatMap((resources) =>
      pieces(clause.principals).flatMap((principals) =>
        ways.map((some) => ({
          ...clause,
          actions: actions as Terms,
          resources,
          principals,
          tests: some,
        })),
      ),
    ),
  );
}

function pieces(terms: Terms | undefined): readonly (Terms | undefined)[] {
  if (!terms || terms.negated) return [terms];
  return [...terms.values].map((value) => ({ negated: false, values: new Set([value]) }));
}

function testPieces(test: Test): readonly Test[] {
  if (test.qualifier !== "" || !SPLITTABLE.test(test.operator)) return [test];
  return [...test.values].map((value) => ({ ...test, values: new Set([value]) }));
}

function combinations(tests: readonly Test[]): readonly (readonly Test[])[] {
  return tests.reduce<readonly (readonly Test[])[]>(
    (ways, test) => ways.flatMap((way) => testPieces(test).map((piece) => [...way, piece])),
    [[]],
  );
}

/** The most that a clause can mean once its unknown parts are known. */
function atMost(clause: Clause): Clause {
  const open = (terms: Terms | undefined, all: string): Terms | undefined =>
    terms && [...terms.values].some(hasHole) ? { negated: false, values: new Set([all]) } : terms;
  return {
    ...clause,
    actions: open(clause.actions, "*") ?? clause.actions,
    resources: open(clause.resources, "*"),
    principals: open(clause.principals, "Everyone *"),
    tests: clause.tests.filter(({ values }) => ![...values].some(hasHole)),
  };
}

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

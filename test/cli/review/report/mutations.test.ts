import fc from "fast-check";
import { readPlan, UnusablePlanError } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { fixture, PLANS, type Json } from "../fixtures/read-fixture";

/** What can stand anywhere in JSON, and where it hurts. */
const ANYTHING = fc.oneof(
  fc.constantFrom<Json[]>(null, true, false, 0, -1, "", "${", "[", "[{}]", '{"a":', [], {}, [null]),
  fc.constantFrom<Json[]>("__proto__", "constructor", { constructor: null }, { length: 9 }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

interface Mutation {
  /** Which of the places, from 0 to 1. */
  readonly where: number;
  readonly value: Json;
  readonly removes: boolean;
}

const MUTATIONS = fc.array(
  fc.record<Mutation>({
    where: fc.double({ min: 0, max: 1, noNaN: true }),
    value: ANYTHING,
    removes: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

describe.each(PLANS)("the plan %s, changed in any way", (name) => {
  // The state before and the values after are not read: what is changed there changes nothing.
  const original = { ...fixture(name), prior_state: {}, planned_values: {} };
  const synthesized = name === "cdktf" ? fixture("cdktf.synthesized") : undefined;

  it("is reviewed or refused with a reason, and never ends in a crash", () => {
    fc.assert(
      fc.property(MUTATIONS, (mutations) => {
        const json = structuredClone(original);
        for (const mutation of mutations) mutate(json, mutation);
        try {
          const plan = readPlan(json, synthesized);
          buildReport([{ name, plan, synthesized }]);
        } catch (error) {
          if (!(error instanceof UnusablePlanError)) throw error;
          expect(error.reason).not.toBe("");
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** Every place of a JSON value that can be replaced. */
function placesIn(json: Json): (readonly [Json[] | { [name: string]: Json }, string])[] {
  if (json === null || typeof json !== "object") return [];
  return Object.entries(json).flatMap(([name, part]) => [[json, name] as const, ...placesIn(part)]);
}

function mutate(json: Json, { where, value, removes }: Mutation): void {
  const places = placesIn(json);
  const place = places[Math.min(places.length - 1, Math.floor(where * places.length))];
  if (place === undefined) return;
  const [owner, name] = place;
  if (Array.isArray(owner)) owner.splice(Number(name), 1, ...(removes ? [] : [value]));
  else if (removes) Reflect.deleteProperty(owner, name);
  else
    Object.defineProperty(owner, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Rule } from "../../../modules/core/rule";

type ValueOf<R> = R extends Rule<infer T> ? T : never;

/** Values at the edge of a rule: the last that it takes, and the first that it refuses with what it says it got. */
export interface Boundary<T> {
  readonly accepted: readonly T[];
  readonly refused: readonly (readonly [value: T, got: string])[];
}

/** Boundaries by the name of the rule. */
export type Boundaries<Rules> = { readonly [Name in keyof Rules]?: Boundary<ValueOf<Rules[Name]>> };

/**
 * Holds rules against their boundaries.
 *
 * @param file that defines them: each of its rules must have boundaries
 * @param rules what that file exports; what is no rule is passed over
 */
export function itHoldsAtItsBoundaries<Rules extends object>(
  file: string,
  rules: Rules,
  boundaries: Boundaries<Rules>,
): void {
  it("has boundaries for every rule", () => {
    const source = readFileSync(join(__dirname, "../../..", file), "utf8");
    const defined = [...source.matchAll(/^export const (\w+) = defineRule\b/gm)];
    expect(Object.keys(boundaries).sort()).toEqual(defined.map(([, name]) => name).sort());
  });
  for (const [name, rule] of Object.entries(rules)) {
    if (!(rule instanceof Rule)) continue;
    const boundary = boundaries[name as keyof Rules] as Boundary<never> | undefined;
    if (!boundary) continue;
    const { accepted, refused } = boundary;
    it.each(accepted.map((value) => [value]))(`${name} accepts %j`, (value) => {
      expect(rule.problem("prop", value)).toBeUndefined();
    });
    it.each(refused)(`${name} refuses %j`, (value, got) => {
      expect(rule.problem("prop", value)).toEqual({
        prop: "prop",
        rule: rule.id,
        message: `${rule.demand}, got ${got}. ${rule.remedy}`,
      });
    });
    it(`${name} says what to do, and on whose word it speaks`, () => {
      expect(rule.remedy).toMatch(/\.$/);
      expect(rule.source).not.toBe("");
    });
  }
}

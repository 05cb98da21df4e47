import { decide, type Outcome } from "../../../cli/src/policy";
import { allow, policy, READ, ROLE, SECRET } from "./policies";

export const TAG = "aws:PrincipalTag/team";

/** The context of a request. */
export type Context = Record<string, string | string[]>;

/** A condition, the context it meets, and what follows where nothing else is in the way. */
export type Row = readonly [condition: object, context: Context, expected: Outcome];

/** The outcome for a caller whose only policy allows everything under this condition. */
export function outcomeOf(
  condition: object,
  context: Context,
  unknownKeys: readonly string[] = [],
): Outcome {
  return decide(
    { principal: { arn: ROLE }, action: READ, resource: SECRET, context, unknownKeys },
    { identity: [policy(allow({ Condition: condition }))], sameAccount: true },
  ).outcome;
}

/** One test for each row. */
export function decides(rows: readonly Row[]): void {
  it.each(rows.map(([condition, context, expected]) => ({ condition, context, expected })))(
    "$condition on $context is $expected",
    ({ condition, context, expected }) => {
      expect(outcomeOf(condition, context)).toBe(expected);
    },
  );
}

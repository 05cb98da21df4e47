import { type Clause, clausesOf, covers, type Need, type Test } from "../iam";
import type { PolicySource, World } from "../world";

/** A condition that exempts principals, such as that of `restrictTo`. */
const EXEMPTS = /^(Arn|String)Not(Equals|Like)$/;

/**
 * Says of a deny that now exempts more principals what needs that: each of those that come is a role by which a reference reads it.
 *
 * @param resource ARN of what the policy is of; who needs an object of a bucket needs its location, too
 * @param now the policy after the plan
 */
export function explainAdmitted(
  resource: string,
  now: PolicySource | undefined,
  { roles, holders }: World,
  needs: ReadonlyMap<string, readonly Need[]>,
): (denied: Clause) => string | undefined {
  const isOfIt = ({ clause }: Need): boolean => clause.resources?.values.has(resource) === true;
  const neededBy = (arn: string): string | undefined =>
    [...roles, ...holders]
      .filter((one) => one.arn === arn)
      .flatMap(({ address }) => needs.get(address) ?? [])
      .find(isOfIt)?.by;
  return (denied) => {
    const came = clausesOf(now?.document ?? { version: "2012-10-17", statements: [] })
      .map((clause) => moreExempted(denied, clause))
      .find((found) => found !== undefined);
    const reasons = (came ?? []).map(neededBy);
    return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  };
}

/** The principals that a deny exempts besides, where it denies no less otherwise. */
function moreExempted(old: Clause, now: Clause): readonly string[] | undefined {
  const [was, is] = [old, now].map(exemption);
  if (was === undefined || is === undefined) return undefined;
  const { values } = was;
  const asBefore = now.tests.map((test) => (test === is ? { ...test, values } : test));
  if (!covers({ ...now, tests: asBefore }, old)) return undefined;
  return [...is.values].filter((value) => !values.has(value));
}

function exemption({ tests }: Clause): Test | undefined {
  const found = tests.filter(
    ({ operator, qualifier, key }) =>
      EXEMPTS.test(operator) && qualifier === "" && key === "aws:principalarn",
  );
  return found.length === 1 ? found[0] : undefined;
}

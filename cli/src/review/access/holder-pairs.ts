import { hasHole } from "../iam/clause";
import { Explanations, type Need } from "../iam/explain";
import type { PolicyPair } from "../iam/statement-changes";
import type { HolderInWorld, PolicySource, World } from "../world";
import { boundaryPairs } from "./boundary-pairs";

/** What users, groups and roles of somebody else have, before and after. */
export function holderPairs(
  old: HolderInWorld | undefined,
  now: HolderInWorld | undefined,
  after: World,
  needs: ReadonlyMap<string, readonly Need[]>,
): readonly PolicyPair[] {
  const holder = now ?? old;
  if (!holder) return [];
  const { name: owner } = holder;
  const explanations = new Explanations(holder.kind === "role" ? needsOfRole(holder, needs) : []);
  return [
    {
      owner,
      policy: "identity",
      before: [...(old?.own ?? []), ...joined(old, after)],
      after: now?.identity ?? [],
      explain: (part) => explanations.of(part),
    },
    ...boundaryPairs(old, now),
  ];
}

/** What changes in a group is said of the group, once; of its members only that they join and leave. */
function joined(old: HolderInWorld | undefined, { holders }: World): readonly PolicySource[] {
  if (!old || old.groups.length === 0) return [];
  const now = new Map(
    holders.flatMap(({ groups }) => groups.map(({ name, policies }) => [name, policies] as const)),
  );
  return old.groups.flatMap(({ name, policies }) => now.get(name) ?? policies);
}

/** A role that is no part of the plan is known by the ARN or the name that task definitions give. */
function needsOfRole(
  { address, arn }: HolderInWorld,
  needs: ReadonlyMap<string, readonly Need[]>,
): readonly Need[] {
  const name = arn.split("/").at(-1);
  // Which role it is, only the apply tells: perhaps the one that needs it.
  const anybody = hasHole(arn);
  return [...needs].flatMap(([key, found]) =>
    anybody || key === address || key.split("/").at(-1) === name ? found : [],
  );
}

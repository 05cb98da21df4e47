import { parsePolicy } from "../../policy";
import { explainAdmitted } from "./admitted";
import { Explanations, hasHole, type Clause, type Need, type PolicyPair } from "../iam";
import type {
  AccessPointInWorld,
  HolderInWorld,
  KeyInWorld,
  PolicySource,
  PrincipalInWorld,
  RoleInWorld,
  World,
} from "../world";

/** Every policy of a plan with its owner, before and after. */
export function policyPairs(
  before: World,
  after: World,
  needs: ReadonlyMap<string, readonly Need[]>,
): readonly PolicyPair[] {
  return [
    ...paired(before.roles, after.roles).flatMap(([old, now]) => pairsOfRole(old, now, needs)),
    ...paired(before.holders, after.holders).flatMap(([old, now]) =>
      holderPairs(old, now, after, needs),
    ),
    ...paired(before.keys, after.keys).flatMap(([old, now]) => [
      pairOfKey(old, now, after),
      grantPair(`key ${(now ?? old)?.label ?? ""}`, old?.grants, now?.grants, !old),
    ]),
    ...[...new Set([...before.outsideGrants.keys(), ...after.outsideGrants.keys()])].map((key) =>
      grantPair(`key ${key}`, before.outsideGrants.get(key), after.outsideGrants.get(key)),
    ),
    ...paired(before.secrets, after.secrets).map(([old, now]) => ({
      ...resourcePair((now ?? old)?.title ?? "", !old),
      isGone: !now,
      before: [...listOf(old?.policy), ...(old?.unknownShares ?? [])],
      after: [...listOf(now?.policy), ...(now?.unknownShares ?? [])],
      explainLess: explainAdmitted((now ?? old)?.arn ?? "", now?.policy, after, needs),
    })),
    ...paired(before.buckets, after.buckets).map(([old, now]): PolicyPair => {
      const owner = `bucket ${(now ?? old)?.name ?? ""}`;
      const { arn = "" } = now ?? old ?? {};
      return {
        ...resourcePair(owner, !old, old?.policy, now?.policy),
        isGone: !now,
        about: "bucket",
        explainLess: explainAdmitted(arn, now?.policy, after, needs),
      };
    }),
    ...pairsOfAccessPoints(before, after),
    ...paired(before.loose, after.loose).map(([old, now]): PolicyPair => {
      const { owner = "", about, isOutside } = now ?? old ?? {};
      const isNew = !old && isOutside !== true;
      const pair = resourcePair(owner, isNew, old?.policy, now?.policy);
      return about === undefined || about === "secret" ? pair : { ...pair, about };
    }),
    ...pairsOfOthers(before, after),
  ];
}

/** A new access point of an old bucket lets others in to what is there already. */
function pairsOfAccessPoints(before: World, after: World): readonly PolicyPair[] {
  const known = new Set(before.buckets.map(({ address }) => address));
  const old = new Set(
    after.buckets
      .filter(({ address }) => known.has(address))
      .flatMap(({ accessPoints }) => accessPoints.map(({ address }) => address)),
  );
  return paired(accessPointsIn(before), accessPointsIn(after)).map(([was, now]): PolicyPair => {
    const { name = "", address = "" } = now ?? was ?? {};
    const isNew = !was && !old.has(address);
    return {
      ...resourcePair(`access point ${name}`, isNew, was?.policy, now?.policy),
      isGone: !now,
      about: "bucket",
    };
  });
}

function accessPointsIn({ buckets }: World): readonly AccessPointInWorld[] {
  return buckets.flatMap(({ accessPoints }) => accessPoints);
}

/** Managed policies that no principal of the plan has, before or after: those of a principal count as its own. */
function pairsOfOthers(before: World, after: World): readonly PolicyPair[] {
  const all = [before, after].flatMap(({ roles, holders }) => [...roles, ...holders]);
  const held = new Set(all.flatMap(({ identity }) => identity.map(({ name }) => name)));
  return paired(before.others, after.others).flatMap(([old, now]): PolicyPair[] => {
    const owner = (now ?? old)?.label ?? "";
    if (held.has(owner)) return [];
    const [before, after] = [listOf(old?.policy), listOf(now?.policy)];
    // AWS deletes no policy that anybody has.
    return [{ owner, policy: "identity", isNew: !old, isGone: !now, before, after }];
  });
}

function pairsOfRole(
  old: RoleInWorld | undefined,
  now: RoleInWorld | undefined,
  needs: ReadonlyMap<string, readonly Need[]>,
): readonly PolicyPair[] {
  const role = now ?? old;
  if (!role) return [];
  const owner = role.name;
  const explanations = new Explanations(needs.get(role.address) ?? []);
  return [
    {
      owner,
      policy: "identity",
      isNew: !old,
      isGone: !now,
      mayDeny: true,
      before: old?.identity ?? [],
      after: now?.identity ?? [],
      explain: (part) => explanations.of(part),
    },
    {
      owner,
      policy: "trust",
      isNew: !old,
      isGone: !now,
      before: listOf(old?.trust),
      after: listOf(now?.trust),
      ...(old ? {} : { explain: newTaskRole }),
    },
    ...boundaryPairs(old, now),
  ];
}

/** A role is made for a trusted principal; for tasks is what this project is about. */
function newTaskRole({ principals }: Clause): string | undefined {
  const names = [...(principals?.values ?? [])];
  return !principals?.negated && names.every((name) => name === "Service ecs-tasks.amazonaws.com")
    ? "a new role for tasks"
    : undefined;
}

function pairOfKey(
  old: KeyInWorld | undefined,
  now: KeyInWorld | undefined,
  { place }: World,
): PolicyPair {
  const owner = `key ${(now ?? old)?.label ?? ""}`;
  const pair: PolicyPair = {
    ...resourcePair(owner, !old, old?.policy, now?.policy),
    isGone: !now,
    about: "key",
  };
  return old ? pair : { ...pair, explain: (part) => explainNewKey(part, place.account) };
}

/** What a new key may let in from the start: the IAM policies of its account, and services for what is encrypted with it. */
function explainNewKey({ principals, tests }: Clause, account: string): string | undefined {
  const names = [...(principals?.values ?? [])];
  if (principals?.negated || names.length === 0) return undefined;
  if (names.every((name) => name === `AWS ${account}`)) return "IAM policies of its account";
  const scoped = tests.some(({ key }) =>
    /^(?:kms:encryptioncontext:|aws:sourcearn$|aws:sourceaccount$)/.test(key),
  );
  const services = names.every((name) => name.startsWith("Service "));
  return services && scoped ? "a service, for what it encrypts with this key" : undefined;
}

function resourcePair(
  owner: string,
  isNew: boolean,
  before?: PolicySource,
  after?: PolicySource,
): PolicyPair {
  return { owner, policy: "resource", isNew, before: listOf(before), after: listOf(after) };
}

/** A grant is compared with grants only: what the key policy allows as well, can be taken from it alone. */
function grantPair(
  owner: string,
  before: readonly PolicySource[] = [],
  after: readonly PolicySource[] = [],
  isOfNew = false,
): PolicyPair {
  return { owner, policy: "resource", isOfNew, about: "key", before, after };
}

function listOf(source: PolicySource | undefined): readonly PolicySource[] {
  return source ? [source] : [];
}

/** What has the same address before and after; undefined on the side where it is not. */
function paired<T extends { readonly address: string }>(
  before: readonly T[],
  after: readonly T[],
): readonly (readonly [T | undefined, T | undefined])[] {
  const old = new Map(before.map((one) => [one.address, one]));
  const now = new Map(after.map((one) => [one.address, one]));
  return [...new Set([...old.keys(), ...now.keys()])].map((address) => [
    old.get(address),
    now.get(address),
  ]);
}

/** What users, groups and roles made elsewhere have, before and after. */
function holderPairs(
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
      // What is no part of the plan was there before.
      isNew: !old && holder.inPlan === true,
      // What a group denied goes for its members, who stay.
      isGone: !now && holder.inPlan === true && holder.kind !== "group",
      mayDeny: true,
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
  const unknown = hasHole(arn);
  return [...needs].flatMap(([key, found]) =>
    unknown || key === address || key.split("/").at(-1) === name ? found : [],
  );
}

/** The permissions boundary of a principal that is there before and after; nothing where there is none. */
function boundaryPairs(
  old: PrincipalInWorld | undefined,
  now: PrincipalInWorld | undefined,
): readonly PolicyPair[] {
  if (!old || !now || !(old.boundary ?? now.boundary)) return [];
  // Without a boundary nothing is denied.
  const [before, after] = [old.boundary ?? NO_BOUNDARY, now.boundary ?? NO_BOUNDARY];
  return [{ owner: now.name, policy: "boundary", before: [before], after: [after] }];
}

const NO_BOUNDARY: PolicySource = {
  name: "no boundary",
  document: parsePolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
  }),
};

import { parseArn } from "../../../../modules/facts";
import { parsePolicy, type PolicyDocument, type Statement } from "../../policy";
import type { PublicAccess } from "../model";
import type { PolicySource, PrincipalInWorld, World } from "../world";
import type { InPlay } from "./in-play";
import { judgePair, type PairVerdict } from "./judge-pair";
import type { Calls, Target } from "./target";

/** A principal that policies name and that is no part of the plan. */
interface Outsider extends PrincipalInWorld {
  readonly verdict: PairVerdict;
}

const ANYTHING = {
  name: "its own policies",
  document: parsePolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
  }),
};

/** An account id that is not in use. */
const ELSEWHERE = "000000000001";

/**
 * Whom the own policy of a target lets in and the plan does not hold: everybody, other accounts, roles and users of any
 * account. What their own policies say is not in the plan, and theirs to change.
 */
export function outsidersOf(
  target: Target,
  ways: readonly Calls[],
  world: World,
): readonly Outsider[] {
  const judged = principalsIn(target.policy?.document, target.account, world).map((one) => ({
    ...one,
    verdict: judgeOutsider(one, target, ways, world),
  }));
  return judged.filter(({ verdict }) => verdict.access !== "not readable");
}

/** Whom a policy names and the plan does not hold. */
export function principalsIn(
  policy: PolicyDocument | undefined,
  account: string,
  world: World,
): readonly PrincipalInWorld[] {
  const found = new Map<string, PrincipalInWorld>();
  const held = new Set([...world.roles, ...world.holders].map(({ arn }) => arn));
  for (const { effect, principal } of policy?.statements ?? []) {
    if (effect !== "Allow" || !principal) continue;
    if (principal.negated) add(found, everybody(world));
    for (const { kind, value } of principal.values) {
      if (kind === "Everyone" || (kind === "AWS" && value === "*")) add(found, everybody(world));
      else if (kind === "AWS" && !held.has(value)) add(found, named(value, account, world));
    }
  }
  return [...found.values()];
}

/** Whether everybody is among those whom a statement names. */
export function isForEverybody({ principal }: Statement): boolean {
  return (
    principal?.negated === true ||
    (principal?.values.some(
      ({ kind, value }) => kind === "Everyone" || (kind === "AWS" && value === "*"),
    ) ??
      false)
  );
}

/** The key of everybody. */
export const EVERYBODY = "everybody";

function judgeOutsider(
  outsider: PrincipalInWorld,
  target: Target,
  ways: readonly Calls[],
  world: World,
): PairVerdict {
  const { place } = world;
  // The policies of a role of the same account may allow nothing: who is named needs none.
  const here = { ...outsider, identity: [] };
  if (parseArn(outsider.arn)?.account === target.account) {
    return judgePair(here, target, place, ways);
  }
  const verdict = judgePair(outsider, withOpenKey(target), place, ways);
  if (verdict.access !== "readable" || hasOwnKey(target)) return verdict;
  if (outsider.address === EVERYBODY) {
    const arn = `arn:${place.partition}:iam::${target.account}:role/anybody`;
    const inside = judgePair({ ...here, arn }, target, place, ways);
    if (inside.access === "readable") return inside;
  }
  return {
    access: "cannot prove",
    reason: `its policy lets ${outsider.name} in, and AWS's own key keeps other accounts out: once it has a key of its own, that key's policy decides`,
  };
}

function hasOwnKey({ kms, missing, store }: Target): boolean {
  return kms !== undefined || missing !== undefined || store === "s3";
}

/** A key of AWS keeps other accounts out; here it is the target's policy that is asked for. */
function withOpenKey(target: Target): Target {
  return hasOwnKey(target) ? target : { ...target, isShared: true };
}

function everybody({ place: { partition } }: World): PrincipalInWorld {
  return {
    address: EVERYBODY,
    name: EVERYBODY,
    arn: `arn:${partition}:iam::${ELSEWHERE}:role/anybody`,
    identity: [ANYTHING],
  };
}

function named(
  value: string,
  own: string,
  { place: { partition } }: World,
): PrincipalInWorld | undefined {
  const [, id] = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value) ?? [];
  if (id !== undefined) {
    if (id === own) return undefined;
    const arn = `arn:${partition}:iam::${id}:role/anybody`;
    return {
      address: `account ${id}`,
      name: `account ${id}`,
      arn,
      identity: [ANYTHING],
    };
  }
  const [, account, kind = "", path = ""] =
    /^arn:[^:]+:iam::(\d{12}):(role|user)\/([^$*?]+)$/.exec(value) ?? [];
  if (account === undefined) return undefined;
  const name = account === own ? `${kind} ${path.split("/").at(-1) ?? path}` : value;
  return { address: name, name, arn: value, identity: [ANYTHING] };
}

function add(found: Map<string, PrincipalInWorld>, one: PrincipalInWorld | undefined): void {
  if (one) found.set(one.address, one);
}

/** Condition keys that let in only some principals. */
const NARROWING =
  /^(?:aws:(?:SourceAccount|SourceArn|SourceOwner|SourceOrg\w+|SourceVpce?|SourceVpcArn|SourceIp|VpcSourceIp|PrincipalOrg\w+|PrincipalAccount|PrincipalArn|userid)|kms:CallerAccount)$/i;

/** Everything that everyone can reach after the plan. */
export function publicAccess(
  before: World,
  after: World,
  { secrets, objects }: InPlay,
): readonly PublicAccess[] {
  const known = new Map(openings(before).map((one) => [one.address, one]));
  const old = new Set(before.buckets.map(({ address }) => address));
  return openings(after).map(({ address, subject, kind, reason }) => ({
    subject,
    kind,
    reason,
    // A new bucket holds nothing yet, and nothing secret will come from these plans: a web site, mostly.
    ...(kind === "bucket" && !old.has(address) && !secrets && !objects
      ? { givesNothing: true }
      : {}),
    before: known.has(address),
  }));
}

type Opening = Omit<PublicAccess, "before"> & { readonly address: string };

function openings(world: World): readonly Opening[] {
  const policies = [
    ...world.secrets.map(({ address, title, policy }) => ({ address, subject: title, policy })),
    ...world.keys.map(({ address, label, policy }) => ({
      address,
      subject: `key ${label}`,
      policy,
    })),
    ...world.roles.map(({ address, name, trust }) => ({ address, subject: name, policy: trust })),
  ];
  const buckets = world.buckets.flatMap((bucket): Opening[] => {
    const { address, policy, blocks, acl } = bucket;
    const subject = `bucket ${bucket.name}`;
    if (isPublic(policy) && !blocks.policy) {
      const reason = "its policy lets everyone in, and public policies are not blocked";
      return [{ address, subject, kind: "bucket", reason }];
    }
    if (acl !== undefined && /^(?:public-read|authenticated-read)/.test(acl) && !blocks.acl) {
      const reason = `its ACL is ${acl}, and public ACLs are not blocked`;
      return [{ address, subject, kind: "bucket", reason }];
    }
    return [];
  });
  return [
    ...buckets,
    ...policies.flatMap(({ address, subject, policy }): Opening[] =>
      isPublic(policy)
        ? [{ address, subject, kind: "policy", reason: "its policy lets everyone in" }]
        : [],
    ),
  ];
}

function isPublic(source: PolicySource | undefined): boolean {
  return source?.document.statements.some(isOpen) ?? false;
}

function isOpen({ effect, principal, conditions }: Statement): boolean {
  if (effect !== "Allow" || !principal) return false;
  const everyone =
    principal.negated ||
    principal.values.some(({ kind, value }) => kind !== "Service" && value === "*");
  const kept = conditions.some(
    ({ operator, key }) =>
      NARROWING.test(key) && !/Not|IfExists|^ForAllValues/.test(operator) && operator !== "Null",
  );
  return everyone && !kept;
}

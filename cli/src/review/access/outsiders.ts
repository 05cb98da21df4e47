import { parseArn } from "../../../../modules/facts";
import type { PolicyDocument, Statement } from "../../policy";
import { isUnknownAccount, show, type World } from "../world";
import { judgePair, type PairVerdict } from "./judge-pair";
import {
  ANYTHING,
  anybody,
  asNamed,
  ELSEWHERE,
  named,
  namedByArn,
  type Outside,
} from "./named-principals";
import type { Calls, Target } from "./target";

/** One of them, and whether it can read. */
interface Outsider extends Outside {
  readonly verdict: PairVerdict;
}

/**
 * Whom the own policy of a target lets in and the plan does not hold: everybody, other accounts, roles and users of any
 * account. What their own policies say is not in the plan, and theirs to change.
 */
export function outsidersOf(
  target: Target,
  ways: (target: Target) => readonly Calls[],
  world: World,
): readonly Outsider[] {
  const judge = (all: readonly Outside[]): readonly Outsider[] =>
    all
      .map((one) => ({ ...one, verdict: judgeOutsider(one, target, ways, world) }))
      .filter(({ verdict }) => verdict.access !== "not readable");
  const policies = [target, ...(target.accessPoints ?? [])].map(({ policy }) => policy?.document);
  const all = policies.flatMap((policy) => principalsIn(policy, target.account, world));
  const found = [...withoutCovered(bestOf(judge(all))), ...ofUnknownShares(target, world)];
  const isOpen = policies.some((policy) =>
    policy?.statements.some((one) => one.effect === "Allow" && isForEverybody(one)),
  );
  // Where the key, or a Deny, keeps all others out, it is everybody of the own account.
  const { account } = target;
  const isTold = found.some(
    (one) => isForAllOf(one, target) || (one.group && parseArn(one.arn)?.account === account),
  );
  return !isOpen || isTold || isUnknownAccount(account)
    ? found
    : withoutCovered([...found, ...judge([ownAccount(account, world)])]);
}

/** Of each the best answer: among everybody there are some of whom another answer is true than of others. */
function bestOf(all: readonly Outsider[]): readonly Outsider[] {
  const found = new Map<string, Outsider>();
  for (const one of all) {
    if (found.get(one.address)?.verdict.access !== "readable") found.set(one.address, one);
  }
  return [...found.values()];
}

/** Whom shares let in of which the plan does not tell to whom they give. */
function ofUnknownShares(
  { unknownShares = [] }: Target,
  { place: { partition } }: World,
): readonly Outsider[] {
  return unknownShares.map(({ name: share, why }): Outsider => {
    const name = `everybody of ${share}`;
    return {
      address: name,
      name,
      arn: anybody(partition, ELSEWHERE),
      identity: [ANYTHING],
      group: "alike",
      verdict: { access: "cannot prove", ...(why === undefined ? {} : { reason: why }) },
    };
  });
}

/** Whom a policy names and the plan does not hold. */
export function principalsIn(
  policy: PolicyDocument | undefined,
  account: string,
  world: World,
): readonly Outside[] {
  const found = new Map<string, Outside>();
  if (!policy) return [];
  const held = heldIn(world);
  let picks = false;
  for (const statement of policy.statements) {
    const { effect, principal } = statement;
    if (effect !== "Allow" || !principal) continue;
    if (isForEverybody(statement)) {
      everybody(policy, account, world).forEach((one, at) =>
        found.set(`${one.address} ${at}`, one),
      );
      picks = true;
    }
    for (const value of principal.values) {
      if (held.has(value.value)) continue;
      const one = named(value, account, world);
      add(found, one);
      picks ||= one?.group === "all";
    }
  }
  if (picks) {
    for (const one of pickedOut(policy, account, world)) {
      if (!held.has(one.arn)) add(found, one);
    }
  }
  return [...found.values()];
}

const arnsOf = new WeakMap<World, ReadonlySet<string>>();

/** The ARNs of all principals of the plan. */
function heldIn(world: World): ReadonlySet<string> {
  const known =
    arnsOf.get(world) ?? new Set([...world.roles, ...world.holders].map(({ arn }) => arn));
  arnsOf.set(world, known);
  return known;
}

/** Who is among others that can read, too, is no reader besides. */
export function withoutCovered<T extends Outside & { readonly verdict: PairVerdict }>(
  found: readonly T[],
): readonly T[] {
  const readers = found.filter(({ verdict }) => verdict.access === "readable");
  const open = readers.some(({ address }) => address === EVERYBODY);
  const accounts = new Set(
    readers.filter(({ group }) => group === "all").map(({ arn }) => parseArn(arn)?.account),
  );
  return found.filter(
    ({ address, group, arn }) =>
      group === undefined ||
      address === EVERYBODY ||
      (!open && (group === "all" || !accounts.has(parseArn(arn)?.account))),
  );
}

type Key = "account" | "arn" | "organization" | "path";

/** Condition keys that pick some out of everybody. */
const PICKING: Readonly<Record<string, Key>> = {
  "aws:principalaccount": "account",
  "kms:calleraccount": "account",
  "aws:principalarn": "arn",
  "aws:principalorgid": "organization",
  "aws:principalorgpaths": "path",
};

/** What the conditions of a policy name: of those that leave somebody out of a Deny as well. */
function valuesOf(policy: PolicyDocument | undefined, wanted: Key): readonly string[] {
  const conditions = (policy?.statements ?? []).flatMap((one) => one.conditions);
  return conditions
    .filter(({ key, operator }) => PICKING[key.toLowerCase()] === wanted && operator !== "Null")
    .flatMap(({ values }) => values);
}

/** All of an account, of an organization or with ARNs that are alike, as conditions name them. */
function pickedOut(
  policy: PolicyDocument | undefined,
  account: string,
  world: World,
): readonly Outside[] {
  return [
    ...valuesOf(policy, "organization").flatMap((id) => ofOrganization(id, [], account, world)),
    ...valuesOf(policy, "path").flatMap((path) => {
      const [id = ""] = path.split("/");
      return ofOrganization(id, [path], account, world);
    }),
    ...valuesOf(policy, "account").flatMap((id) => ofAccount(id, account, world)),
    ...valuesOf(policy, "arn").flatMap((arn) => withArn(arn, account, world)),
  ];
}

function ofOrganization(
  id: string,
  paths: readonly string[],
  account: string,
  { place: { partition } }: World,
): readonly Outside[] {
  if (/[*?$]/.test(id)) return [];
  const [path] = paths;
  const name =
    path === undefined
      ? `everybody of the organization ${id}`
      : `everybody of the part ${path} of the organization`;
  return [
    {
      address: name,
      name,
      arn: anybody(partition, ELSEWHERE),
      identity: [ANYTHING],
      context: {
        "aws:PrincipalOrgID": id,
        ...(path === undefined ? {} : { "aws:PrincipalOrgPaths": [path.replace(/[*?]/g, "")] }),
      },
      group: "all",
      inside: anybody(partition, account),
    },
  ];
}

function ofAccount(value: string, own: string, world: World): readonly Outside[] {
  if (/^\$\{aws:(?:Resource|Principal)Account\}$/i.test(value)) return [ownAccount(own, world)];
  if (/^\d{12}$/.test(value)) {
    const one = namedByArn(value, own, world);
    return [one ?? ownAccount(own, world)];
  }
  if (!/^[\d*?]+$/.test(value)) return [];
  const name = `everybody of accounts ${value}`;
  const arn = anybody(world.place.partition, digits(value));
  const others: Outside = { address: name, name, arn, identity: [ANYTHING], group: "all" };
  return [others, ownAccount(own, world)];
}

/** Everybody of the account that a secret is in: their own policies need not say so. */
function ownAccount(account: string, { place: { partition }, organization }: World): Outside {
  const name = show(`everybody of account ${account}`);
  return {
    address: name,
    name,
    arn: anybody(partition, account),
    identity: [],
    group: "all",
    ...(organization === undefined ? {} : { context: { "aws:PrincipalOrgID": organization } }),
  };
}

/** Who has an ARN, or one like it. */
function withArn(value: string, own: string, world: World): readonly Outside[] {
  if (value === "*" || value.includes("${")) return [];
  if (!/[*?]/.test(value)) {
    const one = namedByArn(value, own, world);
    return one === undefined || one.group === "all" ? [] : [one];
  }
  const name = `everybody whose ARN is like ${value}`;
  const [account = "*", resource = "*"] = /^arn:/.test(value)
    ? [value.split(":")[4], value.split(":").slice(5).join(":") || undefined]
    : ["*", value];
  const { partition } = world.place;
  const title = resource.startsWith("*")
    ? `role/anybody${resource.slice(1)}`
    : resource.replace(/^(?:r\S*?)?\*(?=\/)/, "role");
  const arn = (id: string): string =>
    `arn:${partition}:iam::${id}:${title.replaceAll("*", "anybody").replaceAll("?", "x")}`;
  const isAny = /[*?]/.test(account);
  const sample = isAny ? (account === "*" ? ELSEWHERE : digits(account)) : account;
  return [
    {
      address: name,
      name,
      arn: arn(sample),
      identity: [ANYTHING],
      group: /^(?:role\/)?\*$/.test(resource) ? "all" : "alike",
      ...(isAny ? { inside: arn(own) } : {}),
    },
  ];
}

/** An account that a pattern of twelve digits covers. */
function digits(pattern: string): string {
  const fixed = pattern.replaceAll("*", "").length;
  return pattern
    .replace("*", "9".repeat(Math.max(0, 12 - fixed)))
    .replaceAll("*", "")
    .replaceAll("?", "9");
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

/** Whether a group has all principals of the account in it that a target is in. */
export function isForAllOf({ group, arn, inside }: Outside, { account }: Target): boolean {
  return group === "all" && (inside !== undefined || parseArn(arn)?.account === account);
}

/** The key of everybody. */
const EVERYBODY = "everybody";

function judgeOutsider(
  outsider: Outside,
  named: Target,
  ways: (target: Target) => readonly Calls[],
  world: World,
): PairVerdict {
  const target = asNamed(named, outsider);
  const verdict = judgeByKey(outsider, target, ways(target), world);
  const { missing, assumed, policy, ...known } = target;
  // Whose key alone is missing, lets in whom its policy does, and nobody else.
  if (missing === undefined || assumed !== undefined || !policy) return verdict;
  const open = { ...known, policy, isShared: true };
  const isHere = parseArn(outsider.arn)?.account === target.account;
  const one = isHere ? { ...outsider, identity: [] } : outsider;
  const letIn = judgePair(one, open, world.place, ways(open));
  return letIn.access === "readable"
    ? {
        access: "cannot prove",
        reason: `its policy lets ${outsider.name} in; ${missing}`,
      }
    : letIn;
}

function judgeByKey(
  outsider: Outside,
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
  const isLetIn = verdict.access === "readable";
  if (
    outsider.inside !== undefined &&
    (isLetIn ? !hasOwnKey(target) : outsider.group === "alike")
  ) {
    const inside = judgePair({ ...here, arn: outsider.inside }, target, place, ways);
    if (inside.access === "readable") return inside;
  }
  if (!isLetIn || hasOwnKey(target)) return verdict;
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

/** Whoever is none of those that the policy names in its conditions: of another organization, or of none at all. */
function everybody(
  policy: PolicyDocument | undefined,
  account: string,
  { place: { partition } }: World,
): readonly Outside[] {
  const names = [...valuesOf(policy, "organization"), ...valuesOf(policy, "path")];
  const one: Outside = {
    address: EVERYBODY,
    name: EVERYBODY,
    arn: anybody(partition, ELSEWHERE),
    identity: [ANYTHING],
    group: "all",
    inside: anybody(partition, account),
  };
  if (names.length === 0) return [one];
  const isTold = !names.some((name) => /^[*?]|\$\{/.test(name));
  return [
    isTold ? { ...one, context: ANOTHER_ORGANIZATION } : one,
    { ...one, lacks: ["aws:PrincipalOrg*"] },
  ];
}

const ANOTHER_ORGANIZATION = {
  "aws:PrincipalOrgID": "another",
  "aws:PrincipalOrgPaths": ["another/"],
};

function add(found: Map<string, Outside>, one: Outside | undefined): void {
  if (one) found.set(one.address, one);
}

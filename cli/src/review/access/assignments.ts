import type { PolicyDocument } from "../../policy";
import type { PolicyPair } from "../iam";
import { foreignPolicy, type AssignmentInWorld, type PolicySource, type World } from "../world";

/** Who gets which permission set, before and after: of sets of the plan as their trust, of others as what is not known. */
export function assignmentPairs(before: World, after: World): readonly PolicyPair[] {
  const [old, now] = [before, after].map((world) => new SignIns(world));
  if (!old || !now) return [];
  const sides = [old, now] as const;
  // What a group is assigned is said of the group; of its members only that they join and leave.
  const stays = (group: string, one: AssignmentInWorld): boolean =>
    sides.every((side) => side.has(group, one));
  return [...trustPairs(before, after, sides, stays), ...outsidePairs(sides, stays)];
}

type Sides = readonly [SignIns, SignIns];
type Stays = (group: string, one: AssignmentInWorld) => boolean;

/** The assignments and the members of one side. */
class SignIns {
  public readonly assignments: readonly AssignmentInWorld[];
  public readonly memberships: World["signIns"]["memberships"];
  private readonly known: ReadonlySet<string>;

  public constructor({ signIns }: World) {
    this.assignments = signIns.assignments;
    this.memberships = signIns.memberships;
    this.known = new Set(this.assignments.map((one) => keyOf(one.principal, one)));
  }

  /** Whether somebody has what another one is assigned. */
  public has(principal: string, one: AssignmentInWorld): boolean {
    return this.known.has(keyOf(principal, one));
  }
}

function keyOf(principal: string, { set, setName, account }: AssignmentInWorld): string {
  return JSON.stringify([principal, set ?? setName, account]);
}

/** Every assignment that somebody has, also as the member of a group that keeps it. */
function everyOne(
  { assignments, memberships }: SignIns,
  stays: Stays,
): readonly (AssignmentInWorld & { readonly through?: string })[] {
  const handedOn = memberships.flatMap(({ group, groupName, member, name }) =>
    assignments
      .filter((one) => one.principal === group && stays(group, one))
      .map((one) => ({ ...one, principal: member, name, through: groupName })),
  );
  return [...assignments, ...handedOn];
}

function trustPairs(
  before: World,
  after: World,
  sides: Sides,
  stays: Stays,
): readonly PolicyPair[] {
  const [old, now] = sides.map((side) => bySet(everyOne(side, stays)));
  const sets = [before, after].flatMap(({ holders }) =>
    holders.filter(({ kind, inPlan }) => kind === "permission set" && inPlan === true),
  );
  const isOld = new Set(before.holders.map(({ address }) => address));
  return [...new Map(sets.map((one) => [one.address, one])).values()].map(
    ({ address, name: owner }): PolicyPair => ({
      owner,
      policy: "trust",
      isNew: !isOld.has(address),
      before: trustOf(owner, old?.get(address)),
      after: trustOf(owner, now?.get(address)),
    }),
  );
}

function bySet(all: ReturnType<typeof everyOne>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { set, name, account, through } of all) {
    if (set === undefined) continue;
    const who = `${name}${through === undefined ? "" : ` of ${through}`} in ${account}`;
    found.set(set, [...(found.get(set) ?? []), who]);
  }
  return found;
}

/** The trust policy that would let in the same. */
function trustOf(owner: string, names: readonly string[] = []): readonly PolicySource[] {
  if (names.length === 0) return [];
  const document: PolicyDocument = {
    version: "2012-10-17",
    statements: [
      {
        effect: "Allow",
        principal: { negated: false, values: names.map((value) => ({ kind: "AWS", value })) },
        action: { negated: false, values: ["sts:AssumeRoleWithSAML"] },
        conditions: [],
      },
    ],
  };
  return [{ name: `assignments of ${owner}`, document }];
}

/** What users and groups get of which this plan does not say what it allows. */
function outsidePairs([old, now]: Sides, stays: Stays): readonly PolicyPair[] {
  const [before, after] = [unknownTo(old, stays), unknownTo(now, stays)];
  return [...new Set([...before.keys(), ...after.keys()])].map((owner) => ({
    owner,
    policy: "identity",
    before: before.get(owner) ?? [],
    after: after.get(owner) ?? [],
  }));
}

function unknownTo(side: SignIns, stays: Stays): ReadonlyMap<string, readonly PolicySource[]> {
  const found = new Map<string, PolicySource[]>();
  const add = (name: string, title: string, why: string): void => {
    // IAM has groups and users, too.
    const owner = `${name} of IAM Identity Center`;
    const policy = foreignPolicy(
      title,
      `${title} is not part of this plan, so ${why} is not known`,
    );
    found.set(owner, [...(found.get(owner) ?? []), policy]);
  };
  for (const { set, setName, account, name } of everyOne(side, stays)) {
    if (set === undefined) add(name, `${setName} in ${account}`, "what it allows");
  }
  for (const { groupInPlan, groupName, name } of side.memberships) {
    if (!groupInPlan) add(name, groupName, "what its members may do");
  }
  return found;
}

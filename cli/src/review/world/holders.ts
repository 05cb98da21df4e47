import { listIn, own, textIn } from "../plan";
import { foreignPolicy, managedPolicies, policyIn, type PolicySource } from "./policies";
import { show } from "./place";
import { bareName, type Given, givenTo, holderKey } from "./roles";
import type { Resource, Side } from "./side";
import type { HolderInWorld, HolderKind } from "./world";

/** The principals that get policies from the plan and are none of its roles: users, groups, and roles made elsewhere. */
export function holdersOf(side: Side): readonly HolderInWorld[] {
  const policyOf = managedPolicies(side);
  const all = (kind: HolderKind): ReadonlyMap<string, Holder> => everyone(side, kind, policyOf);
  const groups = all("group");
  const memberships = membershipsIn(side);
  const users = all("user");
  const strangers = [...memberships.keys()].filter((name) => !users.has(name));
  const allUsers = [
    ...users.values(),
    ...strangers.map((name) => holder(side, "user", name, undefined, [])),
  ];
  return [
    ...allUsers.map((user) => {
      const joined = [...(memberships.get(user.bare) ?? [])].map((name) => ({
        name,
        policies: policiesOf(groups.get(name), name),
      }));
      return { ...user, groups: joined, identity: [...user.own, ...joined.flatMap(policiesIn)] };
    }),
    ...groups.values(),
    ...[...all("role").values()].filter(({ inPlan }) => !inPlan),
    ...permissionSetsOf(side, policyOf),
  ];
}

/** A holder, and whether the plan holds it as a resource. */
interface Holder extends HolderInWorld {
  readonly bare: string;
  readonly inPlan: boolean;
}

function everyone(
  side: Side,
  kind: HolderKind,
  policyOf: (arn: string) => PolicySource,
): ReadonlyMap<string, Holder> {
  const given = givenTo(kind, side);
  const resources = new Map(
    side
      .ofType(`aws_iam_${kind}`)
      .map((one) => [holderKey(side, one, side.text(one, "name") ?? one.label), one]),
  );
  const names = new Set([...resources.keys(), ...given.keys()]);
  return new Map(
    [...names].map((name): [string, Holder] => {
      const resource = resources.get(name);
      const own = ownPolicies(given.get(name), policyOf);
      const boundary = resource && side.text(resource, "permissions_boundary");
      const made = holder(side, kind, name, resource, own);
      return [name, boundary ? { ...made, boundary: policyOf(boundary) } : made];
    }),
  );
}

function ownPolicies(
  { inline, attached }: Given = { inline: [], attached: [] },
  policyOf: (arn: string) => PolicySource,
): readonly PolicySource[] {
  return [...inline.map(({ policy }) => policy), ...[...new Set(attached)].map(policyOf)];
}

function holder(
  side: Side,
  kind: HolderKind,
  bare: string,
  resource: Resource | undefined,
  own: readonly PolicySource[],
): Holder {
  const [, elsewhere, title = bare] = /^(\d{12})\/(.*)$/.exec(bare) ?? [];
  const { partition, account: here } = side.place;
  const account = elsewhere ?? here;
  const name = title.includes("${")
    ? `${kind} ${title.replace(/\$\{([^}]*)\}/g, "$1")} (known after apply)`
    : show(`${kind} ${title}`);
  // A group makes no requests; a member whom no policy names does.
  const made = kind === "group" ? `user/member-of-${title}` : `${kind}/${title}`;
  const known = kind === "group" || !resource ? undefined : side.text(resource, "arn");
  const tags = kind === "user" && resource ? side.tags(resource) : undefined;
  return {
    kind,
    bare,
    inPlan: resource !== undefined,
    address: resource?.address ?? (elsewhere === undefined ? name : `${name} of ${elsewhere}`),
    name,
    arn: known ?? `arn:${partition}:iam::${account}:${made}`,
    own,
    groups: [],
    identity: own,
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Of a group made elsewhere the plan knows what it attaches to it, and nothing more. */
function policiesOf(group: Holder | undefined, name: string): readonly PolicySource[] {
  if (group?.inPlan) return group.own;
  const title = `group ${name}`;
  const why = `${title} is not part of this plan, so what it allows is not known`;
  return [...(group?.own ?? []), foreignPolicy(title, why)];
}

function policiesIn({ policies }: HolderInWorld["groups"][number]): readonly PolicySource[] {
  return policies;
}

/** Names of the groups of every user. */
function membershipsIn(side: Side): ReadonlyMap<string, ReadonlySet<string>> {
  const memberships = new Map<string, Set<string>>();
  const join = (user: string, group: string): void => {
    const name = bareName(user);
    memberships.set(name, (memberships.get(name) ?? new Set()).add(bareName(group)));
  };
  for (const resource of side.ofType("aws_iam_user_group_membership")) {
    const user = side.text(resource, "user") ?? "";
    for (const group of side.texts(resource, "groups")) join(user, group);
  }
  for (const resource of side.ofType("aws_iam_group_membership")) {
    const group = side.text(resource, "group") ?? "";
    for (const user of side.texts(resource, "users")) join(user, group);
  }
  return memberships;
}

/**
 * What people may do who sign in through IAM Identity Center: each permission set becomes a role in every account that it is
 * assigned in.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 */
function permissionSetsOf(
  side: Side,
  policyOf: (arn: string) => PolicySource,
): readonly HolderInWorld[] {
  const given = new Map<string, PolicySource[]>();
  const boundaries = new Map<string, PolicySource>();
  const names = new Map<string, Resource>();
  for (const resource of side.ofType("aws_ssoadmin_permission_set")) {
    names.set(side.text(resource, "arn") ?? resource.address, resource);
  }
  const give = (resource: Resource, policy: PolicySource | undefined): void => {
    const arn = side.text(resource, "permission_set_arn") ?? "";
    if (policy) given.set(arn, [...(given.get(arn) ?? []), policy]);
  };
  const customerPolicy = (resource: Resource, reference: unknown): PolicySource => {
    const name = textIn(own(listIn(reference)[0], "name")) ?? "a policy";
    const found = side.ofType("aws_iam_policy").find((one) => side.text(one, "name") === name);
    const policy = found && policyIn(side, found, "policy");
    const why = `${name} of the accounts of ${resource.label} is not part of this plan, so what it allows is not known`;
    return policy ?? foreignPolicy(name, why);
  };
  for (const one of side.ofType("aws_ssoadmin_permission_set_inline_policy")) {
    give(one, policyIn(side, one, "inline_policy"));
  }
  for (const one of side.ofType("aws_ssoadmin_managed_policy_attachment")) {
    give(one, policyOf(side.text(one, "managed_policy_arn") ?? ""));
  }
  for (const one of side.ofType("aws_ssoadmin_customer_managed_policy_attachment")) {
    give(one, customerPolicy(one, one.values["customer_managed_policy_reference"]));
  }
  for (const one of side.ofType("aws_ssoadmin_permissions_boundary_attachment")) {
    const boundary = listIn(one.values["permissions_boundary"])[0];
    const ofAws = textIn(own(boundary, "managed_policy_arn"));
    const policy = ofAws
      ? policyOf(ofAws)
      : customerPolicy(one, own(boundary, "customer_managed_policy_reference"));
    boundaries.set(side.text(one, "permission_set_arn") ?? "", policy);
  }
  const { partition, account } = side.place;
  return [...new Set([...names.keys(), ...given.keys()])].map((arn): HolderInWorld => {
    const resource = names.get(arn);
    const title = (resource && side.text(resource, "name")) ?? resource?.label ?? show(arn);
    const identity = given.get(arn) ?? [];
    const boundary = boundaries.get(arn);
    return {
      kind: "permission set",
      address: resource?.address ?? `permission set ${title}`,
      name: show(`permission set ${title}`),
      arn: `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${title.replace(/[^\w+=,.@-]/g, "")}_0123456789abcdef`,
      inPlan: resource !== undefined,
      own: identity,
      groups: [],
      identity,
      ...(boundary ? { boundary } : {}),
    };
  });
}

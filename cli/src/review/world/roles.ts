import { isObject, listIn, textIn } from "../plan/json";
import { outsidePolicy } from "./aws-managed-policies";
import { parsed, policyIn, type PolicySource } from "./policy-source";
import type { Resource, Side } from "./side";
import type { OtherPolicy, RoleInWorld } from "./world";

/** What a role gets from other resources than itself. */
interface Given {
  readonly inline: { readonly name: string | undefined; readonly policy: PolicySource }[];
  readonly attached: string[];
}

/**
 * Every role of one side with its inline and managed policies.
 *
 * @param governed inline policies and attachments that have resources of their own on either side: what a role says
 *   itself about these is what it was when it was read
 */
export function rolesOf(side: Side, governed: Governed): readonly RoleInWorld[] {
  const given = givenByName(side);
  const managed = managedPolicies(side);
  const policyOf = (arn: string): PolicySource => managed.get(arn) ?? outsidePolicy(arn);
  return side.ofType("aws_iam_role").map((role) => {
    const name = side.text(role, "name") ?? role.label;
    const { inline = [], attached = [] } = given.get(name) ?? {};
    const boundary = side.text(role, "permissions_boundary");
    const own = ownParts(side, role, name, governed);
    const arns = new Set([...attached, ...own.attached]);
    return {
      address: role.address,
      name,
      arn: side.text(role, "arn") ?? "",
      trust: policyIn(side, role, "assume_role_policy") ?? empty(name),
      identity: [...inline.map(({ policy }) => policy), ...own.inline, ...[...arns].map(policyOf)],
      ...(boundary ? { boundary: policyOf(boundary) } : {}),
    };
  });
}

/** Names of inline policies and ARNs of attachments, each behind the name of its role. */
export type Governed = ReadonlySet<string>;

/** What resources of their own say about the policies of roles. */
export function governedBy(side: Side): Governed {
  return new Set(
    [...givenByName(side)].flatMap(([role, { inline, attached }]) => [
      ...inline.map(({ name }) => `${role} ${name}`),
      ...attached.map((arn) => `${role} ${arn}`),
    ]),
  );
}

function givenByName(side: Side): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>();
  const of = (name: string): Given => {
    const parts = given.get(name) ?? { inline: [], attached: [] };
    given.set(name, parts);
    return parts;
  };
  for (const resource of side.ofType("aws_iam_role_policy")) {
    const policy = policyIn(side, resource, "policy");
    const name = side.text(resource, "name");
    if (policy) of(roleName(side.text(resource, "role"))).inline.push({ name, policy });
  }
  for (const resource of side.ofType("aws_iam_role_policy_attachment")) {
    of(roleName(side.text(resource, "role"))).attached.push(
      side.text(resource, "policy_arn") ?? "",
    );
  }
  for (const resource of side.ofType("aws_iam_policy_attachment")) {
    const arn = side.text(resource, "policy_arn") ?? "";
    for (const role of listIn(resource.values["roles"]))
      of(roleName(textIn(role))).attached.push(arn);
  }
  return given;
}

/** The resource takes a role's name; people give its ARN, too. */
function roleName(role = ""): string {
  return role.includes(":role/") ? (role.split("/").at(-1) ?? role) : role;
}

function managedPolicies(side: Side): ReadonlyMap<string, PolicySource> {
  const resources = [...side.ofType("aws_iam_policy"), ...side.ofType("data.aws_iam_policy")];
  return new Map(
    resources.flatMap((resource): [string, PolicySource][] => {
      const policy = policyIn(side, resource, "policy");
      const arn = side.text(resource, "arn");
      return policy && arn !== undefined ? [[arn, policy]] : [];
    }),
  );
}

/** Policies of users and groups, and all managed ones. */
export function otherPolicies(side: Side): readonly OtherPolicy[] {
  const types = ["aws_iam_user_policy", "aws_iam_group_policy", "aws_iam_policy"];
  return types.flatMap((type) =>
    side.ofType(type).flatMap((resource): OtherPolicy[] => {
      const { address, label } = resource;
      const policy = policyIn(side, resource, "policy");
      return policy ? [{ address, label, policy }] : [];
    }),
  );
}

/** What a role says itself: what is written in it, and what nobody else has written. */
function ownParts(
  side: Side,
  role: Resource,
  name: string,
  governed: Governed,
): { readonly inline: readonly PolicySource[]; readonly attached: readonly string[] } {
  const inline = listIn(role.values["inline_policy"])
    .filter(isObject)
    .flatMap((block) => {
      const [title = "", policy = ""] = [textIn(block["name"]), textIn(block["policy"])];
      if (policy === "" || governed.has(`${name} ${title}`)) return [];
      return [parsed(`${role.label}/${title}`, policy)];
    });
  const attached = listIn(role.values["managed_policy_arns"])
    .filter((arn) => typeof arn === "string")
    .filter((arn) => !governed.has(`${name} ${arn}`));
  const unknown = ["inline_policy", "managed_policy_arns"].filter(
    (attribute) =>
      side.expression(role, attribute) !== undefined && side.isUnknown(role, attribute),
  );
  return { inline, attached: [...attached, ...unknown.map((what) => `${what} of ${role.label}`)] };
}

function empty(name: string): PolicySource {
  return { name, document: { version: "2012-10-17", statements: [] } };
}

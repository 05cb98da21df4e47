import { isObject, listIn, textIn } from "../plan";
import { managedPolicies, parsed, policyIn, type PolicySource } from "./policies";
import type { Resource, Side } from "./side";
import type { HolderKind, OtherPolicy, RoleInWorld } from "./world";

/**
 * Every role of one side with its inline and managed policies.
 *
 * @param governed inline policies and attachments that have resources of their own on either side: what a role says
 *   itself about these is what it was when it was read
 */
export function rolesOf(side: Side, governed: Governed): readonly RoleInWorld[] {
  const given = givenTo("role", side);
  const policyOf = managedPolicies(side);
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
    [...givenTo("role", side)].flatMap(([role, { inline, attached }]) => [
      ...inline.map(({ name }) => `${role} ${name}`),
      ...attached.map((arn) => `${role} ${arn}`),
    ]),
  );
}

/** All managed policies of the plan. */
export function otherPolicies(side: Side): readonly OtherPolicy[] {
  return side.ofType("aws_iam_policy").flatMap((resource): OtherPolicy[] => {
    const { address, label } = resource;
    const policy = policyIn(side, resource, "policy");
    return policy ? [{ address, label, policy }] : [];
  });
}

/** What a role says itself: what is written in it and in no resource of its own. */
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

/** What one of them gets from other resources than itself. */
export interface Given {
  readonly inline: { readonly name: string | undefined; readonly policy: PolicySource }[];
  /** ARNs of managed policies. */
  readonly attached: string[];
}

/** The policies that separate resources attach to the principals of a kind, by name. */
export function givenTo(kind: HolderKind, side: Side): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>();
  const to = (holder: string | undefined): Given => {
    const name = bareName(holder);
    const parts = given.get(name) ?? { inline: [], attached: [] };
    given.set(name, parts);
    return parts;
  };
  for (const resource of side.ofType(`aws_iam_${kind}_policy`)) {
    const policy = policyIn(side, resource, "policy");
    const name = side.text(resource, "name");
    if (policy) to(side.text(resource, kind)).inline.push({ name, policy });
  }
  for (const resource of side.ofType(`aws_iam_${kind}_policy_attachment`)) {
    to(side.text(resource, kind)).attached.push(side.text(resource, "policy_arn") ?? "");
  }
  for (const resource of side.ofType(`aws_iam_${kind}_policy_attachments_exclusive`)) {
    const arns = side.texts(resource, "policy_arns");
    to(side.text(resource, `${kind}_name`)).attached.push(...arns);
  }
  for (const resource of side.ofType("aws_iam_policy_attachment")) {
    const arn = side.text(resource, "policy_arn") ?? "";
    for (const name of side.texts(resource, `${kind}s`)) to(name).attached.push(arn);
  }
  return given;
}

/** These resources take a name; people give the ARN, too. */
export function bareName(nameOrArn = ""): string {
  return /:(?:role|user|group)\//.test(nameOrArn)
    ? (nameOrArn.split("/").at(-1) ?? nameOrArn)
    : nameOrArn;
}

import { isMarked, isObject, listIn, own, textIn } from "../plan";
import { expressed, managedPolicies, parsed, policyIn, type PolicySource } from "./policies";
import { show } from "./place";
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
    const { inline = [], attached = [] } = given.get(holderKey(side, role, name)) ?? {};
    const boundary = side.text(role, "permissions_boundary");
    const own = ownParts(side, role, name, governed);
    const arns = new Set([...attached, ...own.attached]);
    return {
      address: role.address,
      name: show(name),
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
  const unknown = own(role.unknown, "inline_policy");
  const blocks = listIn(role.values["inline_policy"]);
  const expressions = listIn(side.expression(role, "inline_policy"));
  const inline = blocks.filter(isObject).flatMap((block, at): PolicySource[] => {
    const [title, policy] = [textIn(block["name"]), textIn(block["policy"])];
    if (title !== undefined && governed.has(`${name} ${title}`)) return [];
    const source = `${role.label}/${title ?? "an inline policy"}`;
    if (policy !== undefined) return policy === "" ? [] : [parsed(source, policy)];
    if (!isMarked(listIn(unknown)[at], "policy")) return [];
    // A dynamic block makes more of them, or fewer, than are written.
    const expression = expressions.length === blocks.length ? expressions[at] : undefined;
    return [expressed(side, role, own(expression, "policy"), source)];
  });
  // Of a role that others give their policies to, AWS tells them after the apply: these are theirs.
  const isWritten = (attribute: string): boolean => side.expression(role, attribute) !== undefined;
  const whole =
    unknown === true && isWritten("inline_policy")
      ? [
          expressed(
            side,
            role,
            side.expression(role, "inline_policy"),
            `inline policies of ${role.label}`,
          ),
        ]
      : [];
  const attached =
    isMarked(role.unknown, "managed_policy_arns") && !isWritten("managed_policy_arns")
      ? []
      : side
          .texts(role, "managed_policy_arns")
          .filter((arn) => !governed.has(`${name} ${arn}`))
          .map((arn) => (arn.includes("${") ? `managed_policy_arns of ${role.label}` : arn));
  return { inline: [...inline, ...whole], attached };
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

/** The policies that separate resources attach to the principals of a kind, by {@link holderKey}. */
export function givenTo(kind: HolderKind, side: Side): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>();
  const to = (resource: Resource, holder: string | undefined): Given => {
    const name = holderKey(side, resource, bareName(holder));
    const parts = given.get(name) ?? { inline: [], attached: [] };
    given.set(name, parts);
    return parts;
  };
  for (const resource of side.ofType(`aws_iam_${kind}_policy`)) {
    const policy = policyIn(side, resource, "policy");
    const name = side.text(resource, "name");
    if (policy) to(resource, side.text(resource, kind)).inline.push({ name, policy });
  }
  for (const resource of side.ofType(`aws_iam_${kind}_policy_attachment`)) {
    to(resource, side.text(resource, kind)).attached.push(side.text(resource, "policy_arn") ?? "");
  }
  for (const resource of side.ofType(`aws_iam_${kind}_policy_attachments_exclusive`)) {
    const arns = side.texts(resource, "policy_arns");
    to(resource, side.text(resource, `${kind}_name`)).attached.push(...arns);
  }
  for (const resource of side.ofType("aws_iam_policy_attachment")) {
    const arn = side.text(resource, "policy_arn") ?? "";
    for (const name of side.texts(resource, `${kind}s`)) to(resource, name).attached.push(arn);
  }
  return given;
}

/** Two accounts can each have a role of one name: resources are about the one of their provider's account. */
export function holderKey(side: Side, resource: Pick<Resource, "address">, name: string): string {
  const { account } = side.placeOf(resource);
  return account === side.place.account ? name : `${account}/${name}`;
}

/** These resources take a name; people give the ARN, too. */
export function bareName(nameOrArn = ""): string {
  return /:(?:role|user|group)\//.test(nameOrArn)
    ? (nameOrArn.split("/").at(-1) ?? nameOrArn)
    : nameOrArn;
}

import { isMarked, isObject, listIn, own, textIn } from "../plan";
import {
  expressed,
  managedPolicies,
  openBlocks,
  parsed,
  policyIn,
  type PolicySource,
} from "./policies";
import { show } from "./place";
import type { Resource, Side } from "./side";
import type { HolderKind, OtherPolicy, RoleInWorld } from "./world";

/**
 * Every role of one side with its inline and managed policies.
 *
 * @param governed inline policies and attachments that have resources of their own, before or by then: what a role says
 *   itself about these is what it was when it was read
 */
export function rolesOf(side: Side, governed: Governed): readonly RoleInWorld[] {
  const given = givenTo("role", side);
  const policyOf = managedPolicies(side);
  const only = new Exclusive("role", side);
  return side.ofType("aws_iam_role").map((role) => {
    const name = side.text(role, "name") ?? role.label;
    const key = holderKey(side, role, name);
    const { inline = [], attached = [] } = given.get(key) ?? {};
    const boundary = side.text(role, "permissions_boundary");
    const own = ownParts(side, role, {
      inline: (title) => governed.has(`${name} ${title}`) || only.takesInline(key, title),
      attached: (arn) => governed.has(`${name} ${arn}`) || only.takesAttached(key, arn),
    });
    const arns = new Set([...attached, ...own.attached]);
    const trust = policyIn(side, role, "assume_role_policy") ?? empty(name);
    const tags = bringsTags(trust) ? undefined : side.tags(role);
    return {
      address: role.address,
      name: show(name),
      arn: side.text(role, "arn") ?? "",
      trust,
      identity: [...inline.map(({ policy }) => policy), ...own.inline, ...[...arns].map(policyOf)],
      ...(boundary ? { boundary: policyOf(boundary) } : {}),
      ...(tags === undefined ? {} : { tags }),
    };
  });
}

/**
 * Whether who assumes a role may bring tags, which then stand in place of the role's own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
function bringsTags({ document, why }: PolicySource): boolean {
  const tagging = /^(?:\*|sts:\*|sts:tagsession|.*[?*$].*)$/i;
  return (
    why !== undefined ||
    document.statements.some(
      ({ effect, action }) =>
        effect === "Allow" && (action.negated || action.values.some((one) => tagging.test(one))),
    )
  );
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

/**
 * What a role says itself.
 *
 * @param isLeftOut what has a resource of its own, or is taken from the role
 */
function ownParts(
  side: Side,
  role: Resource,
  isLeftOut: Readonly<Record<"inline" | "attached", (name: string) => boolean>>,
): { readonly inline: readonly PolicySource[]; readonly attached: readonly string[] } {
  const unknown = own(role.unknown, "inline_policy");
  const blocks = listIn(role.values["inline_policy"]);
  const expressions = listIn(side.expression(role, "inline_policy"));
  const inline = blocks.filter(isObject).flatMap((block, at): PolicySource[] => {
    const [title, policy] = [textIn(block["name"]), textIn(block["policy"])];
    if (title !== undefined && isLeftOut.inline(title)) return [];
    const source = `${role.label}/${title ?? "an inline policy"}`;
    if (policy !== undefined) return policy === "" ? [] : [parsed(source, policy)];
    if (!isMarked(listIn(unknown)[at], "policy")) return [];
    // A dynamic block makes more of them, or fewer, than are written.
    const expression = expressions.length === blocks.length ? expressions[at] : undefined;
    return [expressed(side, role, own(expression, "policy"), source)];
  });
  // Of a role that others give their policies to, AWS tells them after the apply: these are theirs.
  const isWritten = (attribute: string): boolean => side.expression(role, attribute) !== undefined;
  // A role that stays tells them before, unless a dynamic block makes them, which no configuration in a plan shows.
  const title = `inline policies of ${role.label}`;
  const hidden =
    unknown === true && !isWritten("inline_policy") && role.made === true
      ? side.hiddenBlocks(role, "inline_policy")
      : undefined;
  const whole =
    unknown === true && (isWritten("inline_policy") || role.made !== true)
      ? [expressed(side, role, side.expression(role, "inline_policy"), title)]
      : hidden === undefined
        ? []
        : [openBlocks(side, title, hidden)];
  const attached =
    isMarked(role.unknown, "managed_policy_arns") && !isWritten("managed_policy_arns")
      ? []
      : side
          .texts(role, "managed_policy_arns")
          .filter((arn) => !isLeftOut.attached(arn))
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
  const keyOf = (resource: Resource, holder: string | undefined): string =>
    holderKey(side, resource, bareName(holder));
  const to = (resource: Resource, holder: string | undefined): Given => {
    const name = keyOf(resource, holder);
    const parts = given.get(name) ?? { inline: [], attached: [] };
    given.set(name, parts);
    return parts;
  };
  const only = new Exclusive(kind, side);
  for (const resource of side.ofType(`aws_iam_${kind}_policy`)) {
    const policy = policyIn(side, resource, "policy");
    const name = side.text(resource, "name");
    const holder = side.text(resource, kind);
    if (resource.forgotten && only.takesInline(keyOf(resource, holder), name)) continue;
    if (policy) to(resource, holder).inline.push({ name, policy });
  }
  for (const resource of side.ofType(`aws_iam_${kind}_policy_attachment`)) {
    const holder = side.text(resource, kind);
    const arn = side.text(resource, "policy_arn") ?? "";
    if (resource.forgotten && only.takesAttached(keyOf(resource, holder), arn)) continue;
    to(resource, holder).attached.push(arn);
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

/**
 * What resources say to be all that a principal has: everything else is taken from it by the apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/iam_role_policies_exclusive
 */
class Exclusive {
  private readonly inline = new Map<string, ReadonlySet<string>>();
  private readonly attached = new Map<string, ReadonlySet<string>>();
  private readonly holders = new Map<string, ReadonlySet<string>>();

  public constructor(kind: HolderKind, side: Side) {
    const listed = (type: string, list: string): readonly (readonly [string, Set<string>])[] =>
      side.ofType(type).flatMap((resource) => {
        const names = side.texts(resource, list);
        // What only the apply tells may be anything that is there.
        if (names.some((name) => name.includes("${"))) return [];
        const holder = bareName(side.text(resource, `${kind}_name`));
        return [[holderKey(side, resource, holder), new Set(names)] as const];
      });
    this.inline = new Map(listed(`aws_iam_${kind}_policies_exclusive`, "policy_names"));
    this.attached = new Map(listed(`aws_iam_${kind}_policy_attachments_exclusive`, "policy_arns"));
    this.holders = new Map(
      side.ofType("aws_iam_policy_attachment").flatMap((resource) => {
        const names = side.texts(resource, `${kind}s`);
        if (names.some((name) => name.includes("${"))) return [];
        const keys = names.map((name) => holderKey(side, resource, bareName(name)));
        return [[side.text(resource, "policy_arn") ?? "", new Set(keys)] as const];
      }),
    );
  }

  /** Whether an inline policy is taken from a principal. */
  public takesInline(holder: string, name: string | undefined): boolean {
    return this.inline.get(holder)?.has(name ?? "") === false;
  }

  /** Whether a managed policy is taken from a principal. */
  public takesAttached(holder: string, arn: string): boolean {
    return (
      this.attached.get(holder)?.has(arn) === false || this.holders.get(arn)?.has(holder) === false
    );
  }
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

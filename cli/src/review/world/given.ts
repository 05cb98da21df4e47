import { policyIn, type PolicySource } from "./policy-source";
import type { Side } from "./side";
import { textsIn } from "./texts-in";

/** What can have identity policies. */
export type HolderKind = "role" | "user" | "group";

/** What one of them gets from other resources than itself. */
export interface Given {
  readonly inline: { readonly name: string | undefined; readonly policy: PolicySource }[];
  /** ARNs of managed policies. */
  readonly attached: string[];
}

/** The policies that resources of their own give to everybody of a kind, by name. */
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
    const arns = textsIn(side, resource, "policy_arns");
    to(side.text(resource, `${kind}_name`)).attached.push(...arns);
  }
  for (const resource of side.ofType("aws_iam_policy_attachment")) {
    const arn = side.text(resource, "policy_arn") ?? "";
    for (const name of textsIn(side, resource, `${kind}s`)) to(name).attached.push(arn);
  }
  return given;
}

/** These resources take a name; people give the ARN, too. */
export function bareName(nameOrArn = ""): string {
  return /:(?:role|user|group)\//.test(nameOrArn)
    ? (nameOrArn.split("/").at(-1) ?? nameOrArn)
    : nameOrArn;
}

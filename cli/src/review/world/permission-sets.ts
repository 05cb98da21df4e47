import { listIn, own, textIn } from "../plan";
import { foreignPolicy, policyIn, type PolicySource } from "./policies";
import { show } from "./place";
import type { Resource, Side } from "./side";
import type { HolderInWorld } from "./world";

/**
 * What people may do who sign in through IAM Identity Center: each permission set becomes a role in every account that it is
 * assigned in.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 */
export function permissionSetsOf(
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
      own: identity,
      groups: [],
      identity,
      ...(boundary ? { boundary } : {}),
    };
  });
}

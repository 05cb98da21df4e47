import { textIn } from "../plan";
import { show } from "./place";
import type { Resource, Side } from "./side";
import type { AssignmentInWorld, MembershipInWorld, SignInWorld } from "./world";

/**
 * Who signs in through IAM Identity Center with which permission set. An assignment is what a trust policy is to a role, and a
 * group hands on what it is assigned to its members.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/useraccess.html
 */
export function signInsOf(side: Side): SignInWorld {
  const people = new Map(
    KINDS.flatMap(([kind, type, id, name]) =>
      [type, `data.${type}`].flatMap((one) =>
        side.ofType(one).map((resource): [string, Person] => {
          const key = `${kind} ${side.text(resource, id) ?? resource.address}`;
          const called = textIn(resource.values[name]) ?? "";
          const title = NAME.test(called) ? called : resource.label;
          return [key, { name: `${kind} ${title}`, inPlan: resource.mode === "managed" }];
        }),
      ),
    ),
  );
  const find = (kind: string, id: string | undefined): Person & { readonly key: string } => {
    const key = `${kind} ${id ?? ""}`;
    return { key, ...(people.get(key) ?? { name: shown(kind, id), inPlan: false }) };
  };
  const sets = new Map(
    ["aws_ssoadmin_permission_set", "data.aws_ssoadmin_permission_set"].flatMap((type) =>
      side.ofType(type).map((one) => [side.text(one, "arn") ?? one.address, one] as const),
    ),
  );
  return {
    assignments: side
      .ofType("aws_ssoadmin_account_assignment")
      .map((resource): AssignmentInWorld => {
        const arn = side.text(resource, "permission_set_arn");
        const account = side.text(resource, "target_id");
        const kind = textIn(resource.values["principal_type"]) === "USER" ? "user" : "group";
        const { key, name } = find(kind, side.text(resource, "principal_id"));
        return {
          principal: key,
          name,
          account: shown("account", account),
          ...setOf(sets.get(arn ?? ""), arn, side),
        };
      }),
    memberships: side
      .ofType("aws_identitystore_group_membership")
      .map((resource): MembershipInWorld => {
        const [group, member] = [
          find("group", side.text(resource, "group_id")),
          find("user", side.text(resource, "member_id")),
        ];
        return {
          group: group.key,
          groupName: group.name,
          groupInPlan: group.inPlan,
          member: member.key,
          name: member.name,
        };
      }),
  };
}

/** A user or a group of the identity store. */
interface Person {
  readonly name: string;
  readonly inPlan: boolean;
}

/** Kind, type, and the attributes with its id and its name. */
const KINDS = [
  ["group", "aws_identitystore_group", "group_id", "display_name"],
  ["user", "aws_identitystore_user", "user_id", "user_name"],
] as const;

const NAME = /^[\w+=,.@ -]{1,128}$/;

function setOf(
  resource: Resource | undefined,
  arn: string | undefined,
  side: Side,
): Pick<AssignmentInWorld, "set" | "setName"> {
  const isPlanned = resource?.mode === "managed";
  const title = (resource && side.text(resource, "name")) ?? resource?.label;
  return {
    ...(isPlanned ? { set: resource.address } : {}),
    setName: shown("permission set", title ?? arn?.split("/").at(-1)),
  };
}

function shown(kind: string, id: string | undefined): string {
  return id === undefined || id.includes("${")
    ? `${kind} known after apply`
    : show(`${kind} ${id}`);
}

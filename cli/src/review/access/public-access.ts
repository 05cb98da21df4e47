import type { Statement } from "../../policy";
import type { PublicAccess } from "../model";
import type { PolicySource, World } from "../world";
import type { InPlay } from "./in-play";

/** Condition keys that let in only some principals. */
const NARROWING =
  /^(?:aws:(?:SourceAccount|SourceArn|SourceOwner|SourceOrg\w+|SourceVpce?|SourceVpcArn|SourceIp|VpcSourceIp|PrincipalOrg\w+|PrincipalAccount|PrincipalArn|userid)|kms:CallerAccount|s3:DataAccessPoint(?:Account|Arn))$/i;

/** Everything that everyone can reach after the plan. */
export function publicAccess(
  before: World,
  after: World,
  { secrets, objects }: InPlay,
): readonly PublicAccess[] {
  // Made anew under another name it is another one, which was not open before.
  const keyOf = ({ address, subject }: Opening): string => `${address} ${subject}`;
  const known = new Set(openings(before).map(keyOf));
  const old = new Set(before.buckets.map(({ address }) => address));
  return openings(after).map((opening) => {
    const { holder, subject, kind, reason } = opening;
    return {
      subject,
      kind,
      reason,
      // A new bucket holds nothing yet, and nothing secret will come from these plans: a web site, mostly.
      ...(kind === "bucket" && holder !== undefined && !old.has(holder) && !secrets && !objects
        ? { givesNothing: true }
        : {}),
      before: known.has(keyOf(opening)),
    };
  });
}

type Opening = Omit<PublicAccess, "before"> & {
  readonly address: string;
  /** The address of the bucket. @default - it is surely none of the plan, or no bucket at all */
  readonly holder?: string;
};

function openings(world: World): readonly Opening[] {
  const policies = [
    ...world.secrets.map(({ address, title, policy }) => ({ address, subject: title, policy })),
    ...world.keys.map(({ address, label, policy }) => ({
      address,
      subject: `key ${label}`,
      policy,
    })),
    ...world.roles.map(({ address, name, trust }) => ({ address, subject: name, policy: trust })),
    ...world.loose
      .filter(({ about }) => about !== "bucket")
      .map(({ address, owner, policy }) => ({ address, subject: owner, policy })),
  ];
  const buckets = world.buckets.flatMap((bucket): Opening[] => {
    const { address, policy, blocks, acl } = bucket;
    const subject = `bucket ${bucket.name}`;
    const opened = { address, holder: address, subject, kind: "bucket" } as const;
    const are = (what: string): string =>
      blocks.isOpen ? `nothing in this plan blocks ${what}` : `${what} are not blocked`;
    if (isPublic(policy) && !blocks.policy) {
      return [{ ...opened, reason: `its policy lets everyone in, and ${are("public policies")}` }];
    }
    if (acl !== undefined && /^(?:public-read|authenticated-read)/.test(acl) && !blocks.acl) {
      return [{ ...opened, reason: `its ACL is ${acl}, and ${are("public ACLs")}` }];
    }
    return [];
  });
  const accessPoints = world.buckets.flatMap((bucket) =>
    bucket.accessPoints
      .filter(({ policy, isBlocked }) => isPublic(policy) && !isBlocked)
      .map(({ address, name }): Opening => {
        const reason = "its policy lets everyone in, and public policies are not blocked";
        const subject = `access point ${name}`;
        return { address, holder: bucket.address, subject, kind: "bucket", reason };
      }),
  );
  const loose = world.loose
    .filter(({ about, policy }) => about === "bucket" && isPublic(policy))
    .map(({ address, owner, isOutside }): Opening => {
      const reason = "its policy lets everyone in, and nothing in this plan blocks public policies";
      const holder = isOutside ? {} : { holder: address };
      return { address, ...holder, subject: owner, kind: "bucket", reason };
    });
  return [
    ...buckets,
    ...accessPoints,
    ...loose,
    ...policies.flatMap(({ address, subject, policy }): Opening[] =>
      isPublic(policy)
        ? [{ address, subject, kind: "policy", reason: "its policy lets everyone in" }]
        : [],
    ),
  ];
}

function isPublic(source: PolicySource | undefined): boolean {
  return source?.document.statements.some(isOpen) ?? false;
}

function isOpen({ effect, principal, conditions }: Statement): boolean {
  if (effect !== "Allow" || !principal) return false;
  const everyone =
    principal.negated ||
    principal.values.some(({ kind, value }) => kind !== "Service" && value === "*");
  const kept = conditions.some(
    ({ operator, key }) =>
      NARROWING.test(key) && !/Not|IfExists|^ForAllValues/.test(operator) && operator !== "Null",
  );
  return everyone && !kept;
}

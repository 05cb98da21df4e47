import { KNOWN_AFTER_APPLY, listIn, own, textIn } from "../plan";
import { accessPointsOf } from "./access-points";
import { customerKey, policiesOn } from "./keys";
import { policyIn, type PolicySource } from "./policies";
import type { Resource, Side } from "./side";
import { optional, type AccessPointInWorld, type BucketInWorld } from "./world";

/** What resources of their own set on buckets, by the name or the id that they name a bucket by. */
interface Settings {
  readonly policies: ReadonlyMap<string, PolicySource>;
  readonly blocks: ReadonlyMap<string, Resource>;
  readonly acls: ReadonlyMap<string, Resource>;
  readonly objects: ReadonlyMap<string, string>;
  readonly encryptions: ReadonlyMap<string, Resource>;
  readonly accessPoints: ReadonlyMap<string, readonly AccessPointInWorld[]>;
}

function settingsIn(side: Side): Settings {
  return {
    policies: policiesOn(side, "aws_s3_bucket_policy", "bucket"),
    blocks: byBucket(side, "aws_s3_bucket_public_access_block"),
    acls: byBucket(side, "aws_s3_bucket_acl"),
    objects: openObjects(side),
    encryptions: byBucket(side, "aws_s3_bucket_server_side_encryption_configuration"),
    accessPoints: accessPointsOf(side),
  };
}

/** Buckets with all that is set on them by resources of their own. */
export function bucketsOf(side: Side): readonly BucketInWorld[] {
  const settings = settingsIn(side);
  const buckets = side.ofType("aws_s3_bucket").map((resource) => {
    const names = namesOf(side, resource);
    const [name = resource.label] = names;
    return {
      address: resource.address,
      name,
      arn: side.text(resource, "arn") ?? "",
      ...settingsOf(side, settings, names, resource),
    };
  });
  // Of these nothing is ever public, and nothing encrypts them but their own settings.
  const directories = side.ofType("aws_s3_directory_bucket").map((resource): BucketInWorld => {
    const [name = resource.label, ...more] = namesOf(side, resource);
    return {
      address: resource.address,
      name,
      arn: side.text(resource, "arn") ?? "",
      ...settingsOf(side, settings, [name, ...more]),
      blocks: { policy: true, acl: true },
    };
  });
  return [...buckets, ...directories];
}

/** Everything by which resources name the buckets of the plan. */
export function bucketNames(side: Side): readonly string[] {
  return ["aws_s3_bucket", "aws_s3_directory_bucket"].flatMap((type) =>
    side.ofType(type).flatMap((resource) => namesOf(side, resource)),
  );
}

function namesOf(side: Side, resource: Resource): readonly string[] {
  const all = ["bucket", "id"].flatMap((attribute) => side.text(resource, attribute) ?? []);
  return [...new Set(all.filter((name) => name !== ""))];
}

/** The names of all buckets that something lets in others to. */
export function openedBuckets(side: Side): readonly string[] {
  const { policies, acls, objects, accessPoints } = settingsIn(side);
  return [policies, acls, objects, accessPoints].flatMap((all) => [...all.keys()]);
}

/**
 * Buckets that the plan does not hold, with what it sets on them.
 *
 * @param outside their names
 */
export function outsideBuckets(side: Side, outside: readonly string[]): readonly BucketInWorld[] {
  const settings = settingsIn(side);
  return outside.map((name): BucketInWorld => {
    const arn = `arn:${side.place.partition}:s3:::${name}`;
    const given = settingsOf(side, settings, [name]);
    const missing = [
      ...(given.policy ? [] : ["policy"]),
      ...(settings.encryptions.has(name) ? [] : ["key"]),
    ];
    const are = missing.length > 1 ? "are" : "is";
    return {
      address: arn,
      name,
      arn,
      ...given,
      blocks: { ...given.blocks, isOpen: !settings.blocks.has(name) },
      ...(missing.length === 0
        ? {}
        : {
            missing: `the ${missing.join(" and the ")} of the bucket ${name} ${are} not part of this plan`,
          }),
    };
  });
}

/** @param resource the bucket's own, which may set the same in itself @default - it is no part of the plan */
function settingsOf(
  side: Side,
  settings: Settings,
  names: readonly string[],
  resource?: Resource,
): Omit<BucketInWorld, "address" | "name" | "arn"> {
  const of = <T>(all: ReadonlyMap<string, T>): T | undefined => {
    const found = names.find((name) => all.has(name));
    return found === undefined ? undefined : all.get(found);
  };
  const block = of(settings.blocks)?.values;
  const acl = of(settings.acls);
  const encryption = of(settings.encryptions) ?? resource;
  const rule = encryption && ruleOf(encryption);
  const byDefault = listIn(own(rule, "apply_server_side_encryption_by_default"))[0];
  const expression = encryption && listIn(side.expression(encryption, "rule"))[0];
  const canned = acl ?? resource;
  return {
    ...optional(
      "policy",
      of(settings.policies) ?? (resource && policyIn(side, resource, "policy")),
    ),
    blocks: {
      policy:
        block?.["block_public_policy"] === true || block?.["restrict_public_buckets"] === true,
      acl: block?.["block_public_acls"] === true || block?.["ignore_public_acls"] === true,
    },
    ...optional(
      "acl",
      openGrant(resource) ??
        openGrant(acl) ??
        of(settings.objects) ??
        (canned && side.text(canned, "acl")),
    ),
    ...optional(
      "keyId",
      encryption && customerKey(keyOfRule(side, encryption, byDefault, expression)),
    ),
    bucketKey: own(rule, "bucket_key_enabled") === true,
    accessPoints: [...new Set(names)].flatMap((name) => settings.accessPoints.get(name) ?? []),
  };
}

/** Groups of everybody, and of everybody with an account of AWS. */
const GROUPS: Readonly<Record<string, string>> = {
  "http://acs.amazonaws.com/groups/global/AllUsers": "public-read",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "authenticated-read",
};

/** The canned ACL that an ACL of grants is like where it lets everybody in. */
function openGrant(resource: Resource | undefined): string | undefined {
  const grants = [
    ...listIn(resource?.values["grant"]),
    ...listIn(own(listIn(resource?.values["access_control_policy"])[0], "grant")),
  ];
  const uris = grants.map(
    (grant) => own(listIn(own(grant, "grantee"))[0], "uri") ?? own(grant, "uri"),
  );
  const found = uris.map((uri) => (typeof uri === "string" ? GROUPS[uri] : undefined));
  const [acl] = found.filter((one) => one !== undefined);
  return acl === undefined ? undefined : `${acl} by a grant`;
}

/** By bucket, an object of it that everybody may read, whatever the bucket's own ACL says. */
function openObjects(side: Side): ReadonlyMap<string, string> {
  return new Map(
    ["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"].flatMap((type) =>
      side.ofType(type).flatMap((resource): [string, string][] => {
        const acl = side.text(resource, "acl") ?? "";
        const bucket = side.text(resource, "bucket") ?? "";
        return /^(?:public-read|authenticated-read)/.test(acl)
          ? [[bucket, `${acl} for ${resource.label}`]]
          : [];
      }),
    ),
  );
}

function ruleOf({ type, values }: Resource): unknown {
  if (type !== "aws_s3_bucket") return listIn(values["rule"])[0];
  return listIn(own(listIn(values["server_side_encryption_configuration"])[0], "rule"))[0];
}

function keyOfRule(
  side: Side,
  encryption: Resource,
  byDefault: unknown,
  expression: unknown,
): string | undefined {
  const known = textIn(own(byDefault, "kms_master_key_id"));
  if (known !== undefined || own(byDefault, "sse_algorithm") !== "aws:kms") return known;
  const [only, ...more] = side.references(encryption, expression, "kms_master_key_id");
  if (only === undefined) return undefined;
  return more.length === 0 ? side.resolve(only) : KNOWN_AFTER_APPLY;
}

function byBucket(side: Side, type: string): ReadonlyMap<string, Resource> {
  return new Map(side.ofType(type).map((one) => [side.text(one, "bucket") ?? "", one]));
}

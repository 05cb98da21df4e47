import { KNOWN_AFTER_APPLY, listIn, own, textIn } from "../plan";
import { SECRETS_OF_AWS, show } from "./place";
import { policiesOn, withData } from "./keys";
import { parsed, policyIn, type PolicySource } from "./policies";
import type { Resource, Side } from "./side";
import { accessPointsOf } from "./access-points";
import type { BucketInWorld, SecretInWorld } from "./world";

/** Secrets of Secrets Manager and parameters that hold secrets. */
export function secretsOf(side: Side): readonly SecretInWorld[] {
  const policies = policiesOn(side, "aws_secretsmanager_secret_policy", "secret_arn");
  const rotations = new Map(
    side
      .ofType("aws_secretsmanager_secret_rotation")
      .map((one) => [side.text(one, "secret_id"), side.text(one, "rotation_lambda_arn")]),
  );
  const secrets = withData(side, "aws_secretsmanager_secret").flatMap((resource) => {
    const arn = side.text(resource, "arn") ?? "";
    const secret: SecretInWorld = {
      address: resource.address,
      store: "secretsmanager",
      title: show(`secret ${side.text(resource, "name") ?? resource.label}`),
      arn,
      ...optional("policy", policies.get(arn) ?? policyIn(side, resource, "policy")),
      ...optional("keyId", customerKey(side.text(resource, "kms_key_id"))),
      ...optional("tags", side.tags(resource)),
      ...assumedIn(side, resource),
      ...optional("rotatedBy", rotations.get(arn)),
      plainText: false,
    };
    return [secret, ...replicasOf(secret, resource)];
  });
  const shares = sharesOf(side);
  const parameters = withData(side, "aws_ssm_parameter").map((resource): SecretInWorld => {
    const arn = side.text(resource, "arn") ?? "";
    const isSecure = side.text(resource, "type") === "SecureString";
    return {
      address: resource.address,
      store: "ssm",
      title: show(`parameter ${side.text(resource, "name") ?? resource.label}`),
      arn,
      ...optional("policy", shares.get(arn)),
      ...optional("keyId", isSecure ? customerKey(side.text(resource, "key_id")) : undefined),
      ...optional("tags", side.tags(resource)),
      ...assumedIn(side, resource),
      plainText: !isSecure,
    };
  });
  return [...secrets, ...secretsOfAws(side), ...parameters];
}

/** Of what has no ARN yet. */
function assumedIn(side: Side, resource: Resource): Pick<SecretInWorld, "assumedRegion"> {
  if (!side.isUnknown(resource, "arn")) return {};
  return optional("assumedRegion", side.assumedOf(resource));
}

/** The secrets that AWS makes for databases and connections, and that no resource of the plan stands for. */
function secretsOfAws(side: Side): readonly SecretInWorld[] {
  return Object.entries(SECRETS_OF_AWS).flatMap(([type, { attribute, flag, key = "" }]) =>
    side.ofType(type).flatMap((resource): SecretInWorld[] => {
      if (flag !== undefined && resource.values[flag] !== true) return [];
      return [
        {
          address: resource.address,
          store: "secretsmanager",
          title: show(`secret of ${resource.label}`),
          arn: side.text(resource, attribute) ?? "",
          ...optional("keyId", customerKey(side.text(resource, key))),
          plainText: false,
        },
      ];
    }),
  );
}

/**
 * What the Resource Access Manager shares, by its ARN, as the policy that would let in the same: of parameters a share lets them be read,
 * with the label of the share as its name.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
 */
function sharesOf(side: Side): ReadonlyMap<string, PolicySource> {
  const principals = new Map<string, string[]>();
  for (const resource of side.ofType("aws_ram_principal_association")) {
    const share = side.text(resource, "resource_share_arn") ?? "";
    const principal = side.text(resource, "principal") ?? KNOWN_AFTER_APPLY;
    principals.set(share, [...(principals.get(share) ?? []), principal]);
  }
  return new Map(
    side.ofType("aws_ram_resource_association").flatMap((resource): [string, PolicySource][] => {
      const shared = principals.get(side.text(resource, "resource_share_arn") ?? "") ?? [];
      if (shared.length === 0) return [];
      const Statement = shared.map((principal) => ({
        Effect: "Allow",
        // Whoever is of an organization, or of a part of it, is asked for where its members are known.
        Principal: { AWS: principal.includes(":organizations:") ? "*" : principal },
        Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory"],
        Resource: "*",
        ...(principal.includes(":organizations:")
          ? { Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "*" } } }
          : {}),
      }));
      const source = parsed(resource.label, { Version: "2012-10-17", Statement });
      return [[side.text(resource, "resource_arn") ?? "", source]];
    }),
  );
}

/**
 * The same secret in other Regions, under the same name, policy and suffix, each with a key of its own.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 */
function replicasOf(secret: SecretInWorld, { values }: Resource): readonly SecretInWorld[] {
  return listIn(values["replica"]).flatMap((replica) => {
    const region = textIn(own(replica, "region"));
    if (region === undefined) return [];
    const { keyId, assumedRegion, ...same } = secret;
    void [keyId, assumedRegion];
    const arn = secret.arn.replace(/^(arn:[^:]+:secretsmanager):[^:]*:/, `$1:${region}:`);
    return [
      { ...same, arn, ...optional("keyId", customerKey(textIn(own(replica, "kms_key_id")))) },
    ];
  });
}

/** Buckets with all that is set on them by resources of their own. */
export function bucketsOf(side: Side): readonly BucketInWorld[] {
  const policies = policiesOn(side, "aws_s3_bucket_policy", "bucket");
  const blocks = byBucket(side, "aws_s3_bucket_public_access_block");
  const acls = byBucket(side, "aws_s3_bucket_acl");
  const open = openObjects(side);
  const accessPoints = accessPointsOf(side);
  const encryptions = byBucket(side, "aws_s3_bucket_server_side_encryption_configuration");
  return side.ofType("aws_s3_bucket").map((resource) => {
    const name = side.text(resource, "bucket") ?? resource.label;
    const block = blocks.get(name)?.values;
    const acl = acls.get(name);
    const encryption = encryptions.get(name) ?? resource;
    const rule = ruleOf(encryption);
    const byDefault = listIn(own(rule, "apply_server_side_encryption_by_default"))[0];
    const expression = listIn(side.expression(encryption, "rule"))[0];
    return {
      address: resource.address,
      name,
      arn: side.text(resource, "arn") ?? "",
      ...optional("policy", policies.get(name) ?? policyIn(side, resource, "policy")),
      blocks: {
        policy:
          block?.["block_public_policy"] === true || block?.["restrict_public_buckets"] === true,
        acl: block?.["block_public_acls"] === true || block?.["ignore_public_acls"] === true,
      },
      ...optional(
        "acl",
        openGrant(resource) ??
          openGrant(acl) ??
          open.get(name) ??
          side.text(acl ?? resource, "acl"),
      ),
      ...optional("keyId", customerKey(keyOfRule(side, encryption, byDefault, expression))),
      bucketKey: own(rule, "bucket_key_enabled") === true,
      accessPoints: accessPoints.get(name) ?? [],
    };
  });
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

/** @returns nothing for a key of AWS, which needs no permission of the reader */
function customerKey(keyId: string | undefined): string | undefined {
  return keyId === undefined || keyId === "" || /alias\/aws\//.test(keyId) ? undefined : keyId;
}

function optional<K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: T };
}

import { parseArn, type AwsPlace } from "../../../../modules/facts";
import { KNOWN_AFTER_APPLY, hasMarks, isObject, listIn, objectIn, own } from "../plan";
import { parsed, policyIn, type PolicySource } from "./policies";
import { show } from "./place";
import type { Resource, Side } from "./side";
import type { KeyInWorld } from "./world";

/** Keys of the plan; each replica has a policy of its own. */
const KEYS = [
  "aws_kms_key",
  "aws_kms_replica_key",
  "aws_kms_external_key",
  "aws_kms_replica_external_key",
];

/** KMS keys; one without a policy of its own has the policy that AWS gives it. */
export function keysOf(side: Side): readonly KeyInWorld[] {
  const policies = policiesOn(side, "aws_kms_key_policy", "key_id");
  const grants = keyGrants(side);
  return KEYS.flatMap((type) => side.ofType(type)).map((resource) => {
    const arn = side.text(resource, "arn") ?? "";
    const id = side.text(resource, "key_id") ?? "";
    const tags = side.tags(resource);
    return {
      address: resource.address,
      label: resource.label,
      arn,
      enabled: resource.values["is_enabled"] !== false && resource.values["enabled"] !== false,
      policy:
        policies.get(id) ??
        policies.get(arn) ??
        policyIn(side, resource, "policy") ??
        defaultKeyPolicy(side.placeOf(resource), resource.label),
      ...(tags === undefined ? {} : { tags }),
      grants: [...new Set([id, arn])].flatMap((name) => grants.get(name) ?? []),
    };
  });
}

/** Names and ARNs of aliases with the key that each is for. */
export function aliasesOf(side: Side): ReadonlyMap<string, string> {
  return new Map(
    withData(side, "aws_kms_alias").flatMap((resource) => {
      const target = side.text(resource, "target_key_id") ?? "";
      return ["name", "arn"].map((one): [string, string] => [
        side.text(resource, one) ?? "",
        target,
      ]);
    }),
  );
}

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
function defaultKeyPolicy(place: AwsPlace, name: string): PolicySource {
  const root = `arn:${place.partition}:iam::${place.account}:root`;
  const Statement = [{ Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" }];
  return parsed(name, { Version: "2012-10-17", Statement });
}

/** The policies that resources of their own set on something, by what they name it by. */
export function policiesOn(
  side: Side,
  type: string,
  target: string,
): ReadonlyMap<string, PolicySource> {
  return new Map(
    side.ofType(type).flatMap((resource): [string, PolicySource][] => {
      const policy = policyIn(side, resource, "policy");
      return policy ? [[side.text(resource, target) ?? "", policy]] : [];
    }),
  );
}

/** Resources of a type with its data sources, of one name only one. */
export function withData(side: Side, type: string): readonly Resource[] {
  const managed = side.ofType(type);
  const names = new Set(managed.map((resource) => side.text(resource, "name")));
  return [
    ...managed,
    ...side.ofType(`data.${type}`).filter((data) => !names.has(side.text(data, "name"))),
  ];
}

/** The grants of each key, by the ARN or the id that they name it by. */
function keyGrants(side: Side): ReadonlyMap<string, readonly PolicySource[]> {
  const grants = new Map<string, readonly PolicySource[]>();
  for (const resource of side.ofType("aws_kms_grant")) {
    const key = side.text(resource, "key_id") ?? "";
    grants.set(key, [...(grants.get(key) ?? []), grantOf(side, resource, key)]);
  }
  return grants;
}

/**
 * Keys that the plan does not hold, and whose policies it sets. Before that, and after it takes its policy back, such a key has the one
 * that AWS gives it, as far as anybody knows who sees the plan alone.
 *
 * @param outside their ARNs
 */
export function outsideKeys(side: Side, outside: readonly string[]): readonly KeyInWorld[] {
  const policies = new Map(
    side.ofType("aws_kms_key_policy").flatMap((resource): [string, PolicySource][] => {
      const policy = policyIn(side, resource, "policy");
      return policy ? [[keyArnIn(side, resource), policy]] : [];
    }),
  );
  const grants = keyGrants(side);
  return outside.map((arn) => {
    const { account = side.place.account, partition = side.place.partition } = parseArn(arn) ?? {};
    const policy = policies.get(arn);
    return {
      address: arn,
      label: show(arn),
      arn,
      enabled: true,
      policy: policy ?? defaultKeyPolicy({ ...side.place, account, partition }, show(arn)),
      ...(policy ? {} : { isAssumed: true }),
      grants: [arn.replace(/^.*:key\//, ""), arn].flatMap((name) => grants.get(name) ?? []),
    };
  });
}

/** The ARN of the key that a policy or a grant is for. */
export function keyArnIn(side: Side, resource: Resource): string {
  return arnOf(side.placeOf(resource), side.text(resource, "key_id") ?? "");
}

/** The grants of other keys than these. */
export function outsideGrants(
  side: Side,
  keys: readonly KeyInWorld[],
): ReadonlyMap<string, readonly PolicySource[]> {
  return new Map(
    [...keyGrants(side)].filter(
      ([name]) => !keys.some(({ arn }) => arn === name || arn.endsWith(`:key/${name}`)),
    ),
  );
}

/**
 * A grant as the statement of a key policy that would let in the same.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
function grantOf(side: Side, resource: Resource, key: string): PolicySource {
  const grantee = side.text(resource, "grantee_principal") ?? KNOWN_AFTER_APPLY;
  const Condition = constraintsOf(side, resource);
  const Statement = {
    Effect: "Allow",
    Principal: { [/\.amazonaws\.com(?:\.cn)?$/.test(grantee) ? "Service" : "AWS"]: grantee },
    Action: side.texts(resource, "operations").map((operation) => `kms:${operation}`),
    Resource: arnOf(side.placeOf(resource), key),
    ...(Object.keys(Condition).length > 0 ? { Condition } : {}),
  };
  const grant = parsed(resource.label, { Version: "2012-10-17", Statement });
  return JSON.stringify(Statement).includes("${")
    ? { ...grant, why: `what the grant ${resource.label} allows is known only after apply` }
    : grant;
}

/** The resource takes an ARN, or the id of a key of the account and Region that it is made in. */
function arnOf({ partition, region, account }: AwsPlace, key: string): string {
  return key.startsWith("arn:") ? key : `arn:${partition}:kms:${region}:${account}:key/${key}`;
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
function constraintsOf(side: Side, resource: Resource): object {
  const constraints = listIn(resource.values["constraints"]).filter(isObject);
  const unknown = hasMarks(own(resource.unknown, "constraints"));
  const given = ["encryption_context_equals", "encryption_context_subset"].flatMap((name) =>
    constraints.flatMap((one) =>
      Object.entries(objectIn(one[name])).map((pair) => [name, ...pair]),
    ),
  );
  if (given.length === 0 && !unknown) return {};
  const exact = given.filter(([name]) => name === "encryption_context_equals");
  const missing = unknown ? missingValue(side, resource) : "";
  const pairs = given.map(([, key, value]) => [
    `kms:EncryptionContext:${String(key)}`,
    typeof value === "string" ? value : missing,
  ]);
  return {
    StringEquals:
      pairs.length > 0 ? Object.fromEntries(pairs) : { "kms:EncryptionContextKeys": missing },
    ...(exact.length > 0
      ? {
          "ForAllValues:StringEquals": {
            "kms:EncryptionContextKeys": exact.map(([, key]) => String(key)),
          },
        }
      : {}),
  };
}

/** The one value that a constraint can have where it has one reference only. */
function missingValue(side: Side, resource: Resource): string {
  const [only, ...more] = side.references(
    resource,
    side.expression(resource, "constraints"),
    "constraints",
  );
  return only !== undefined && more.length === 0 ? side.resolve(only) : KNOWN_AFTER_APPLY;
}

/** @returns nothing for a key of AWS, which needs no permission of the reader */
export function customerKey(keyId: string | undefined): string | undefined {
  return keyId === undefined || keyId === "" || /alias\/aws\//.test(keyId) ? undefined : keyId;
}

import { isObject, listIn, objectIn, own } from "../plan/json";
import { hasMarks } from "../plan/marks";
import { parsed, type PolicySource } from "./policy-source";
import type { Resource, Side } from "./side";
import { textsIn } from "./texts-in";
import type { KeyInWorld } from "./world";

/** The grants of each key, by the ARN or the id that they name it by. */
export function keyGrants(side: Side): ReadonlyMap<string, readonly PolicySource[]> {
  const grants = new Map<string, readonly PolicySource[]>();
  for (const resource of side.ofType("aws_kms_grant")) {
    const key = side.text(resource, "key_id") ?? "";
    grants.set(key, [...(grants.get(key) ?? []), grantOf(side, resource, key)]);
  }
  return grants;
}

/** The grants of keys that are none of these. */
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
  const grantee = side.text(resource, "grantee_principal") ?? "${known after apply}";
  const Condition = constraintsOf(side, resource);
  const Statement = {
    Effect: "Allow",
    Principal: { [/\.amazonaws\.com(?:\.cn)?$/.test(grantee) ? "Service" : "AWS"]: grantee },
    Action: textsIn(side, resource, "operations").map((operation) => `kms:${operation}`),
    Resource: arnOf(side, key),
    ...(Object.keys(Condition).length > 0 ? { Condition } : {}),
  };
  const grant = parsed(resource.label, { Version: "2012-10-17", Statement });
  return JSON.stringify(Statement).includes("${")
    ? { ...grant, why: `what the grant ${resource.label} allows is known only after apply` }
    : grant;
}

/** The resource takes an ARN, or the id of a key of the account and Region that it is made in. */
function arnOf({ place: { partition, region, account } }: Side, key: string): string {
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
  const [only, ...more] = side.references(resource, side.expression(resource, "constraints"));
  return only !== undefined && more.length === 0 ? side.resolve(only) : "${known after apply}";
}

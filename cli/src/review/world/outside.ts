import { isPartialSecretArn, parseArn, SECRET_SUFFIX } from "../../../../modules/facts";
import { listIn, own, textIn } from "../plan";
import { accessPointsOf, policyOfSeveral } from "./access-points";
import { bucketNames, bucketsOf, openedBuckets, outsideBuckets } from "./buckets";
import { keyArnIn, keysOf, outsideKeys } from "./keys";
import { UNKNOWN_SUFFIX } from "./place";
import { policyIn, type PolicySource } from "./policies";
import { outsideSecrets, secretsOf } from "./secrets";
import type { Resource, Side } from "./side";
import type { LoosePolicy, World } from "./world";

/** What can have a policy of its own, besides roles. */
export type Guarded = Pick<World, "secrets" | "keys" | "buckets" | "loose">;

/**
 * Secrets, parameters, keys and buckets, before and after. What the plan does not hold is there as well where the plan sets a policy on
 * it, or anything else that lets others in: on both sides, because it was there before, and under its ARN.
 */
export function guardedIn(before: Side, after: Side): readonly [Guarded, Guarded] {
  const sides = [before, after].map((side) => new Holdings(side));
  const outside = (
    named: (one: Holdings) => readonly string[],
    held: (one: Holdings) => readonly string[],
  ): readonly string[] => {
    const known = new Set(sides.flatMap(held));
    return [...new Set(sides.flatMap(named))].filter((one) => isWhole(one) && !known.has(one));
  };
  const secrets = outside(namedSecrets, heldSecrets).map((arn) =>
    isPartialSecretArn(arn) ? `${arn}-${UNKNOWN_SUFFIX}` : arn,
  );
  const keys = outside(namedKeys, heldKeys);
  const buckets = outside(
    ({ side }) => openedBuckets(side),
    ({ side }) => bucketNames(side),
  );
  const loose = new Set(sides.flatMap(looseIn));
  const [old, now] = sides.map((one): Guarded => ({
    secrets: [...one.secrets, ...outsideSecrets(one.side, secrets)],
    keys: [...one.keys, ...outsideKeys(one.side, keys)],
    buckets: [...one.buckets, ...outsideBuckets(one.side, buckets)],
    loose: attachedIn(one.side).flatMap(({ resource, owner, about, policy, isOutside }) => {
      const source = loose.has(resource.address) ? policy() : undefined;
      if (!source) return [];
      const { address } = resource;
      return [{ address, owner, about, policy: source, ...(isOutside ? { isOutside } : {}) }];
    }),
  }));
  return [old ?? NOTHING, now ?? NOTHING];
}

const NOTHING: Guarded = { secrets: [], keys: [], buckets: [], loose: [] };

/** What one side of a plan holds itself. */
class Holdings {
  public readonly secrets: Guarded["secrets"];
  public readonly keys: Guarded["keys"];
  public readonly buckets: Guarded["buckets"];

  public constructor(public readonly side: Side) {
    this.secrets = secretsOf(side);
    this.keys = keysOf(side);
    this.buckets = bucketsOf(side);
  }
}

/** Whether it names one thing, and the apply will not tell another one. */
function isWhole(name: string): boolean {
  return name !== "" && !name.includes("${");
}

function namedSecrets({ side }: Holdings): readonly string[] {
  const parameters = side
    .ofType("aws_ram_resource_association")
    .map((one) => side.text(one, "resource_arn") ?? "")
    .filter((arn) => /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter\//.test(arn));
  const secrets = side
    .ofType("aws_secretsmanager_secret_policy")
    .map((one) => side.text(one, "secret_arn") ?? "")
    .filter((arn) => parseArn(arn)?.service === "secretsmanager");
  return [...secrets, ...parameters];
}

function heldSecrets({ secrets }: Holdings): readonly string[] {
  return secrets.flatMap(({ arn }) => [arn, arn.replace(SECRET_SUFFIX, "")]);
}

function namedKeys({ side, keys }: Holdings): readonly string[] {
  return side.ofType("aws_kms_key_policy").flatMap((resource) => {
    const named = side.text(resource, "key_id") ?? "";
    const held = keys.find(({ arn }) => arn === named || arn.endsWith(`:key/${named}`));
    return isWhole(named) ? [held?.arn ?? keyArnIn(side, resource)] : [];
  });
}

function heldKeys({ keys }: Holdings): readonly string[] {
  return keys.map(({ arn }) => arn);
}

/** A resource that sets a policy on something. */
interface Attached {
  readonly resource: Resource;
  /** How it names that. */
  readonly named: string;
  readonly owner: string;
  readonly about: LoosePolicy["about"];
  readonly isOutside?: boolean;
  policy(): PolicySource | undefined;
}

/** Every resource that sets a policy on something, which perhaps is not told. */
function attachedIn(side: Side): readonly Attached[] {
  const set = (type: string, target: string, about: Attached["about"]): readonly Attached[] =>
    side.ofType(type).map((resource) => ({
      resource,
      named: side.text(resource, target) ?? "",
      owner: `${about} of ${resource.label}`,
      about,
      policy: () => policyIn(side, resource, "policy"),
    }));
  return [
    ...set("aws_secretsmanager_secret_policy", "secret_arn", "secret"),
    ...set("aws_kms_key_policy", "key_id", "key"),
    ...set("aws_s3_bucket_policy", "bucket", "bucket"),
    ...accessPointPolicies(side),
  ];
}

/** The policies of access points, those that stand in themselves and those of resources of their own. */
function accessPointPolicies(side: Side): readonly Attached[] {
  const ownOnes = [...accessPointsOf(side)].flatMap(([named, points]) =>
    points.flatMap(({ address, name, policy }): Attached[] => {
      const resource = side.at(address);
      const owner = `access point ${name}`;
      return resource ? [{ resource, named, owner, about: "bucket", policy: () => policy }] : [];
    }),
  );
  const set = (
    type: string,
    nameOf: (resource: Resource) => string | undefined,
    policyOf: (resource: Resource) => PolicySource | undefined = (resource) =>
      policyIn(side, resource, "policy"),
  ): readonly Attached[] =>
    side.ofType(type).map((resource) => {
      const named = nameOf(resource) ?? "";
      const isOutside = isWhole(named);
      const title = isOutside ? (named.split("/").at(-1) ?? named) : `of ${resource.label}`;
      const owner = `access point ${title}`;
      return {
        resource,
        named,
        owner,
        about: "bucket",
        isOutside,
        policy: () => policyOf(resource),
      };
    });
  return [
    ...ownOnes,
    ...set("aws_s3control_access_point_policy", (one) => side.text(one, "access_point_arn")),
    ...set("aws_s3control_object_lambda_access_point_policy", (one) => side.text(one, "name")),
    ...set(
      "aws_s3control_multi_region_access_point_policy",
      (one) => textIn(own(listIn(one.values["details"])[0], "name")),
      (one) => policyOfSeveral(side, one),
    ),
  ];
}

/** Addresses of the policies that one side sets on what it does not tell. */
function looseIn({ side, secrets, keys }: Holdings): readonly string[] {
  const points = [...accessPointsOf(side).values()].flat();
  const held = new Set([
    ...secrets.map(({ arn }) => arn),
    ...keys.flatMap(({ arn }) => [arn, arn.replace(/^.*:key\//, "")]),
    ...bucketNames(side),
    ...points.flatMap(({ arn, name }) => [arn, name]),
  ]);
  return attachedIn(side)
    .filter(({ named, isOutside }) => !held.has(named) && (isOutside || !isWhole(named)))
    .map(({ resource }) => resource.address);
}

import { isMarked, listIn, own, textIn } from "../plan";
import { policiesOn } from "./keys";
import { expressed, parsed, policyIn, type PolicySource } from "./policies";
import { show } from "./place";
import type { Resource, Side } from "./side";
import type { AccessPointInWorld } from "./world";

/** The access points of each bucket, by its name. */
export function accessPointsOf(side: Side): ReadonlyMap<string, readonly AccessPointInWorld[]> {
  const found = new Map<string, AccessPointInWorld[]>();
  const add = (bucket: string, one: AccessPointInWorld): void => {
    found.set(bucket, [...(found.get(bucket) ?? []), one]);
  };
  const policies = policiesOn(side, "aws_s3control_access_point_policy", "access_point_arn");
  for (const resource of side.ofType("aws_s3_access_point")) {
    const arn = side.text(resource, "arn") ?? "";
    const policy = policies.get(arn) ?? policyIn(side, resource, "policy");
    add(side.text(resource, "bucket") ?? "", accessPoint(side, resource, resource.values, policy));
  }
  const several = policiesOfSeveral(side);
  for (const resource of side.ofType("aws_s3control_multi_region_access_point")) {
    const [details] = listIn(resource.values["details"]);
    const policy = several.get(textIn(own(details, "name")) ?? "");
    const one = accessPoint(side, resource, details, policy);
    for (const bucket of bucketsOf(side, resource, details)) add(bucket, one);
  }
  const changing = policiesOn(side, "aws_s3control_object_lambda_access_point_policy", "name");
  const all = [...found];
  for (const resource of side.ofType("aws_s3control_object_lambda_access_point")) {
    const policy = changing.get(side.text(resource, "name") ?? "");
    for (const [bucket, points] of all) {
      const under = points.find(({ arn }) => supporting(side, resource) === arn);
      if (under) add(bucket, { ...accessPoint(side, resource, resource.values, policy), under });
    }
  }
  return found;
}

function accessPoint(
  side: Side,
  resource: Resource,
  settings: unknown,
  policy: PolicySource | undefined,
): AccessPointInWorld {
  const alias = side.text(resource, "alias");
  const block =
    listIn(own(settings, "public_access_block_configuration"))[0] ??
    listIn(own(settings, "public_access_block"))[0];
  return {
    address: resource.address,
    name: show(textIn(own(settings, "name")) ?? resource.label),
    arn: side.text(resource, "arn") ?? "",
    ...(alias === undefined || alias === "" ? {} : { alias }),
    ...(policy ? { policy } : {}),
    isBlocked: !["block_public_policy", "restrict_public_buckets"].every(
      (setting) => own(block, setting) === false,
    ),
  };
}

/** The policies of those of several Regions, by the name of what they are for. */
function policiesOfSeveral(side: Side): ReadonlyMap<string, PolicySource> {
  return new Map(
    side
      .ofType("aws_s3control_multi_region_access_point_policy")
      .flatMap((resource): [string, PolicySource][] => {
        const [details] = listIn(resource.values["details"]);
        const policy = policyOfSeveral(side, resource);
        return policy ? [[textIn(own(details, "name")) ?? "", policy]] : [];
      }),
  );
}

/** The policy for one of several Regions, which stands in a block. */
export function policyOfSeveral(side: Side, resource: Resource): PolicySource | undefined {
  const [details] = listIn(resource.values["details"]);
  const text = textIn(own(details, "policy"));
  if (text !== undefined) return parsed(resource.label, text);
  const [unknown] = listIn(own(resource.unknown, "details"));
  if (!isMarked(unknown, "policy")) return undefined;
  const [written] = listIn(side.expression(resource, "details"));
  return expressed(side, resource, own(written, "policy"), resource.label);
}

function bucketsOf(side: Side, resource: Resource, details: unknown): readonly string[] {
  const regions = listIn(own(details, "region"));
  const known = regions.flatMap((region) => textIn(own(region, "bucket")) ?? []);
  if (known.length === regions.length) return known;
  const [written] = listIn(side.expression(resource, "details"));
  const references = side.references(resource, own(written, "region"), "bucket");
  return [...known, ...references.map((reference) => side.resolve(reference))];
}

function supporting(side: Side, resource: Resource): string | undefined {
  const name = "supporting_access_point";
  const known = textIn(own(listIn(resource.values["configuration"])[0], name));
  if (known !== undefined) return known;
  const [written] = listIn(side.expression(resource, "configuration"));
  const [only, ...more] = side.references(resource, own(written, name), name);
  return only !== undefined && more.length === 0 ? side.resolve(only) : undefined;
}

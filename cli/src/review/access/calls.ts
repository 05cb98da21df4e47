import type { Calls } from "./judge-pair";
import type { Target } from "./target";

/** The calls that ECS makes to deliver a target. */
export function callsOfEcs(target: Target, readByEcs: boolean): Calls {
  const { store, arn, bucketArn } = target;
  if (store === "ssm") return [{ action: "ssm:GetParameters", resource: arn }];
  if (store === "secretsmanager") {
    return [{ action: "secretsmanager:GetSecretValue", resource: arn }];
  }
  const located = [{ action: "s3:GetBucketLocation", resource: bucketArn ?? arn }];
  return [{ action: "s3:GetObject", resource: arn }, ...(readByEcs ? located : [])];
}

/**
 * Every way to a target's value, each with the calls it takes.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function everyWay(target: Target): readonly Calls[] {
  if (target.store !== "ssm") return [callsOfEcs(target, false)];
  const { arn } = target;
  const single = ["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParameterHistory"];
  return [
    ...single.map((action) => [{ action, resource: arn }]),
    ...parents(arn).map((resource) => [{ action: "ssm:GetParametersByPath", resource }]),
  ];
}

/** Actions that give a value away, in lower case. */
export const READ_ACTIONS: Readonly<Record<Target["store"], readonly string[]>> = {
  secretsmanager: ["secretsmanager:getsecretvalue"],
  ssm: [
    "ssm:getparameters",
    "ssm:getparameter",
    "ssm:getparameterhistory",
    "ssm:getparametersbypath",
  ],
  s3: ["s3:getobject"],
};

/** ARNs of the paths that a parameter lies below. */
function parents(arn: string): readonly string[] {
  const [head = "", name = ""] = arn.split(":parameter/");
  const parts = name.split("/");
  return parts.slice(1).map((_part, at) => `${head}:parameter/${parts.slice(0, at + 1).join("/")}`);
}

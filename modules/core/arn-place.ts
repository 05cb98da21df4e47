import { Fn, TerraformLocal } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { parseArn } from "../facts";
import { AwsTarget } from "./aws-target";
import { defineRule, isUnresolved } from "./rule";

export const arnPartition = defineRule<{ readonly arn: string; readonly own: string }>({
  id: "aws-arn-partition",
  demands: "be an ARN of the partition that the stack is deployed to",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  remedy: "Nothing reaches from one partition into another: give one of this partition.",
  broken: ({ arn, own }) => {
    const parsed = parseArn(arn);
    if (parsed === undefined || parsed.partition === own || parsed.partition === "*") return false;
    return `${arn} (the stack's is ${own})`;
  },
});

/** Holds an ARN against the partition of `scope`, where both are known. */
export function checkPartition(scope: IConstruct, prop: string, arn: string | undefined): void {
  const own = AwsTarget.declaredOf(scope)?.partition;
  if (arn === undefined || own === undefined || isUnresolved([arn, own])) return;
  arnPartition.enforce(scope, prop, { arn, own });
}

/** Where the Region stands among the parts of an ARN. */
const REGION_IN_ARN = 3;

/**
 * The Region in an ARN: its text where that tells, else what Terraform finds in it, in a local, so that a policy that
 * holds it stays JSON.
 */
export function regionOf(scope: IConstruct, arn: string): string {
  return parseArn(arn)?.region ?? arnPart(scope, arn, REGION_IN_ARN);
}

/** A part of an ARN that only Terraform knows, counted from 0: what stands there when it is split at its colons. */
export function arnPart(scope: IConstruct, arn: string, index: number): string {
  const known = scope.node.tryFindChild("arn-parts") as TerraformLocal | undefined;
  const parts = known ?? new TerraformLocal(scope as Construct, "arn-parts", Fn.split(":", arn));
  return String(Fn.element(parts.asList, index));
}

import { outsidePolicy } from "./aws-managed-policies";
import { policyIn, type PolicySource } from "./policy-source";
import type { Side } from "./side";

/** Finds the managed policy with an ARN: one of the plan, one of AWS that is known here, else what is unknown. */
export function managedPolicies(side: Side): (arn: string) => PolicySource {
  const resources = [...side.ofType("aws_iam_policy"), ...side.ofType("data.aws_iam_policy")];
  const managed = new Map(
    resources.flatMap((resource): [string, PolicySource][] => {
      const policy = policyIn(side, resource, "policy");
      const arn = side.text(resource, "arn");
      return policy && arn !== undefined ? [[arn, policy]] : [];
    }),
  );
  return (arn) => managed.get(arn) ?? outsidePolicy(arn);
}

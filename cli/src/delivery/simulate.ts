import {
  SimulatePrincipalPolicyCommand,
  type EvaluationResult,
  type IAMClient,
} from "@aws-sdk/client-iam";
import type { AccessRequest } from "../policy";

/** What IAM itself says about the policies of a role, its boundary and its organization. */
export type Simulated =
  | { readonly outcome: "allowed" }
  | {
      readonly outcome: "denied";
      readonly culprit: "identity" | "organization";
      readonly reason: string;
    };

/** Asks IAM. @returns nothing where IAM may not be asked, or where its answer settles nothing */
export type Simulate = (request: AccessRequest) => Promise<Simulated | undefined>;

/**
 * IAM's policy simulator. It knows service control policies, which nothing else in the account shows; the policies of
 * secrets and keys it ignores for roles. After a first refusal it is not asked again.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatorOf(iam: IAMClient): Simulate {
  let offered = true;
  return async (request) => {
    const { principal, action, resource, context = {} } = request;
    if (!offered || !("arn" in principal)) return undefined;
    const ContextEntries = Object.entries(context).map(([key, value]) => ({
      ContextKeyName: key,
      ContextKeyType: Array.isArray(value) ? ("stringList" as const) : ("string" as const),
      ContextKeyValues: [value].flat(),
    }));
    try {
      const { EvaluationResults = [] } = await iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: principal.arn,
          ActionNames: [action],
          ResourceArns: [resource],
          ContextEntries,
        }),
      );
      return EvaluationResults[0] && conclude(EvaluationResults[0], `${action} on ${resource}`);
    } catch {
      offered = false;
      return undefined;
    }
  };
}

function conclude(result: EvaluationResult, wanted: string): Simulated | undefined {
  const { EvalDecision, MissingContextValues = [], OrganizationsDecisionDetail } = result;
  if (OrganizationsDecisionDetail?.AllowedByOrganizations === false) {
    const reason = `a policy of the organization does not allow ${wanted}`;
    return { outcome: "denied", culprit: "organization", reason };
  }
  // A condition on a key without a value may turn the answer around.
  if (MissingContextValues.length > 0) return undefined;
  if (EvalDecision === "allowed") return { outcome: "allowed" };
  // Not allowed by the role's own policies is not yet denied: the secret's policy may allow it.
  if (EvalDecision !== "explicitDeny") return undefined;
  const reason = `IAM's policy simulator finds an explicit deny of ${wanted}`;
  return { outcome: "denied", culprit: "identity", reason };
}

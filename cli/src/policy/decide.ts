import type { AccessRequest, Decision, PolicySet } from "./access-request";
import { assessPolicy, type NamedPolicy, type Verdict } from "./assess-policy";
import { checkRequest } from "./check-request";
import { conclude } from "./conclude";
import type { PolicyDocument } from "./policy-document";
import { weighGrants } from "./weigh-grants";

/**
 * Whether AWS would let the request through: an explicit deny first, then identity policies and
 * boundary, then the policy of the resource or the key.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(request: AccessRequest, policies: PolicySet): Decision {
  const hasBoundary = policies.boundary !== undefined;
  const assess = (policy: NamedPolicy): readonly Verdict[] =>
    assessPolicy(policy, request, hasBoundary);
  const isKms = request.action.toLowerCase().startsWith("kms:");
  const guard: readonly [PolicyDocument | undefined, string] = isKms
    ? [policies.key, "the key policy"]
    : [policies.resource, "the resource's policy"];
  const grants = {
    identity: policies.identity.flatMap((document, at) =>
      assess({ document, name: `identity policy ${at + 1}`, kind: "identity" }),
    ),
    boundary:
      policies.boundary &&
      assess({ document: policies.boundary, name: "the permissions boundary", kind: "identity" }),
    resource: guard[0] && assess({ document: guard[0], name: guard[1], kind: "resource" }),
  };
  const allow = weighGrants(grants, {
    wanted: `${request.action} on ${request.resource}`,
    isKms,
    isService: "service" in request.principal,
    sameAccount: policies.sameAccount,
  });
  const verdicts = [...grants.identity, ...(grants.boundary ?? []), ...(grants.resource ?? [])];
  return conclude(verdicts, allow, checkRequest(request, policies.sameAccount));
}

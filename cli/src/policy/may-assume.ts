import type { AccessRequest, Decision } from "./access-request";
import { assessPolicy } from "./assess-policy";
import { conclude } from "./conclude";
import { some, yes } from "./match";
import type { PolicyDocument } from "./policy-document";

/**
 * Whether a service, such as `ecs-tasks.amazonaws.com`, may assume the role with this trust policy. Give
 * `aws:SourceAccount` and `aws:SourceArn` where the service sends them: what is not given is absent.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export function mayAssume(
  trust: PolicyDocument,
  service: string,
  context?: AccessRequest["context"],
): Decision {
  const request: AccessRequest = {
    principal: { service },
    action: "sts:AssumeRole",
    resource: "*",
    context,
  };
  const policy = { document: trust, name: "the trust policy", kind: "trust" } as const;
  const verdicts = assessPolicy(policy, request, false);
  const allows = verdicts.filter(({ effect }) => effect === "Allow");
  const nearest = [...allows].sort((one, other) => other.depth - one.depth)[0];
  const whyNone = nearest ? ` (nearest is ${nearest.match.why})` : "";
  const allow = some(
    allows.map(({ match }) => match),
    `the trust policy does not let ${service} assume the role${whyNone}`,
  );
  return conclude(verdicts, allow, yes());
}

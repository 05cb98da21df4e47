import type { AccessRequest, Decision, PolicySet } from "./access-request";
import { assessPolicy, type NamedPolicy, type Verdict } from "./assess-policy";
import { some, unknown, yes, type Match } from "./match";
import { accountOfArn } from "./match-arn";
import type { PolicyDocument } from "./parse-policy";
import { parsePrincipalArn } from "./principal-arn";
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
  const guard = guardOf(request, policies);
  const grants = {
    identity: policies.identity.flatMap((document, at) =>
      assess({
        document,
        name: document.name === undefined ? `identity policy ${at + 1}` : `policy ${document.name}`,
        kind: "identity",
      }),
    ),
    boundary:
      policies.boundary &&
      assess({ document: policies.boundary, name: "the permissions boundary", kind: "identity" }),
    resource: guard.document && assess({ ...guard, document: guard.document }),
  };
  const allow = weighGrants(grants, {
    wanted: `${request.action} on ${request.resource}`,
    owner: guard.name,
    isMandatory: guard.isMandatory,
    isService: "service" in request.principal,
    sameAccount: policies.sameAccount,
  });
  const verdicts = [...grants.identity, ...(grants.boundary ?? []), ...(grants.resource ?? [])];
  return conclude(verdicts, allow, checkRequest(request, policies.sameAccount));
}

/** The policy of what is asked for, and whether the caller's own policies count only where it says so. */
function guardOf(
  { action }: AccessRequest,
  { key, trust, resource }: PolicySet,
): Omit<NamedPolicy, "document"> & {
  readonly document: PolicyDocument | undefined;
  readonly isMandatory: boolean;
} {
  const called = action.toLowerCase();
  if (called.startsWith("kms:")) {
    return { document: key, name: "the key policy", kind: "resource", isMandatory: true };
  }
  if (called === "sts:assumerole") {
    return { document: trust, name: "the trust policy", kind: "trust", isMandatory: true };
  }
  const name = "the resource's policy";
  return { document: resource, name, kind: "resource", isMandatory: false };
}

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

/** Puts denies before grants, and doubt before "allowed". */
function conclude(verdicts: readonly Verdict[], allow: Match, sound: Match): Decision {
  const denies = verdicts.filter(({ effect }) => effect === "Deny");
  const sure = denies.find(({ match }) => match.is === "yes");
  if (sure) {
    return { outcome: "denied", reason: `Denied explicitly by ${sure.name}.`, explicit: true };
  }
  if (sound.is !== "yes") return undecided("Undecided", sound);
  if (allow.is === "no") return { outcome: "denied", reason: sentence("Denied", allow.why) };
  if (allow.is === "unknown") return undecided("Undecided", allow);
  const doubtful = denies.find(({ match }) => match.is === "unknown");
  return doubtful
    ? undecided("Undecided, perhaps denied", doubtful.match)
    : { outcome: "allowed", reason: sentence("Allowed by", allow.why) };
}

function undecided(opening: string, { why, text }: Match): Decision {
  const reason = sentence(opening, why);
  return { outcome: "undecided", reason, ...(text === undefined ? {} : { unknown: text }) };
}

function sentence(opening: string, why: string): string {
  return `${opening}${opening.endsWith("by") ? " " : ": "}${why}.`;
}

/**
 * Whether the request is one that AWS could get. A request that contradicts itself would still be
 * judged somehow, and the answer would be about nothing.
 */
function checkRequest(request: AccessRequest, sameAccount: boolean): Match {
  const { action, principal, resource } = request;
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/i.test(action)) {
    return unknown(`the request's action "${action}" is not one action of one service`);
  }
  if (!("arn" in principal)) return yes();
  const caller = parsePrincipalArn(principal.arn);
  if (caller.kind === "root") {
    return unknown("the caller is the account's root user, whom no identity policy binds");
  }
  const owner = accountOfArn(resource);
  if (owner === undefined || caller.account === "") return yes();
  return (owner === caller.account) === sameAccount
    ? yes()
    : unknown(
        `caller and resource are said to be ${sameAccount ? "in one account" : "in two accounts"}, ` +
          `and their ARNs name ${caller.account} and ${owner}`,
      );
}

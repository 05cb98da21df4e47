import { assumedByEcs, decryptRequest, readRequest } from "../../ways";
import { decide, type Decision, type PolicyDocument } from "../../policy";
import { hasHole } from "../iam/clause";
import type { Access } from "../report/report";
import {
  show,
  type KeyInWorld,
  type Place,
  type PolicySource,
  type PrincipalInWorld,
  type RoleInWorld,
} from "../world";
import { slicePolicy } from "./slice-policy";
import type { Target } from "./target";

/** Whether a role can read something, and why it cannot or why nobody knows. */
export interface PairVerdict {
  readonly access: Access;
  readonly reason?: string;
}

/** One way of reading: all of its calls must be allowed. */
export type Calls = readonly { readonly action: string; readonly resource: string }[];

/** From the worst answer to the best. */
const RANK: Readonly<Record<Access, number>> = {
  "not readable": 0,
  "cannot prove": 1,
  readable: 2,
};

/**
 * Whether a role can read a target in one of several ways: the best answer counts.
 *
 * A policy that is not known is taken for one about what it is built from: that it might be about everything else, too, is
 * said once, not for every secret there is.
 */
export function judgePair(
  role: PrincipalInWorld,
  target: Target,
  place: Place,
  ways: readonly Calls[],
): PairVerdict {
  const likely: PrincipalInWorld = {
    ...role,
    identity: role.identity.map(guess),
    ...(role.boundary ? { boundary: guess(role.boundary) } : {}),
  };
  return ways
    .map((calls) => judgeCalls(likely, target, place, calls))
    .reduce((best, one) => (RANK[one.access] > RANK[best.access] ? one : best));
}

/** Whether ECS may use the role for a task. */
export function judgeTrust(role: RoleInWorld, place: Place): PairVerdict {
  const decision = assumedByEcs(role.trust.document, place);
  return verdictOf([decision], [role.trust]);
}

/** The worse of two answers. */
export function worse(one: PairVerdict, other: PairVerdict): PairVerdict {
  return RANK[one.access] <= RANK[other.access] ? one : other;
}

/** Whether a role can make all of these calls, and decrypt. */
export function judgeCalls(
  role: PrincipalInWorld,
  target: Target,
  place: Place,
  calls: Calls,
): PairVerdict {
  const texts = [target.arn, target.context.value, ...calls.map(({ resource }) => resource)];
  if (target.kms) texts.push(target.kms.arn);
  const part = ({ document }: PolicySource): PolicyDocument => slicePolicy(document, texts);
  const own = {
    identity: role.identity.map(part),
    ...(role.boundary ? { boundary: part(role.boundary) } : {}),
  };
  const resource = target.policy?.document;
  const sameAccount = target.account === place.account;
  const decisions = [
    ...calls.map((call) => {
      const request = readRequest(role.arn, call.action, call.resource);
      return decide(request, { ...own, resource, sameAccount });
    }),
    ...decrypt(role, target, place, own),
  ];
  const sources = [role.boundary, target.policy, target.kms?.policy, ...role.identity];
  const verdict = verdictOf(decisions, sources);
  if (target.missing === undefined || decisions.some(({ explicit }) => explicit)) return verdict;
  return { access: "cannot prove", reason: `${asFarAsKnown(verdict)}; ${target.missing}` };
}

function decrypt(
  role: PrincipalInWorld,
  { kms, store, region, context }: Target,
  place: Place,
  own: { readonly identity: readonly PolicyDocument[]; readonly boundary?: PolicyDocument },
): readonly Decision[] {
  if (!kms) return [];
  if (!kms.enabled) return [{ outcome: "denied", reason: `The key ${kms.label} is disabled.` }];
  const decryption = { keyArn: kms.arn, store, region, encryptionContext: context };
  const request = decryptRequest(role.arn, decryption, place);
  const sameAccount = kms.arn.split(":")[4] === place.account;
  return [decide(request, { ...own, key: keyPolicyOf(kms), sameAccount })];
}

/** The key policy with its grants, which let in whom they name as it would. */
function keyPolicyOf({ policy: { document }, grants }: KeyInWorld): PolicyDocument {
  const granted = grants.flatMap((grant) => grant.document.statements);
  return { ...document, statements: [...document.statements, ...granted] };
}

function verdictOf(
  decisions: readonly Decision[],
  sources: readonly (PolicySource | undefined)[],
): PairVerdict {
  const denied = decisions.find(({ outcome }) => outcome === "denied");
  if (denied) return { access: "not readable", reason: show(denied.reason) };
  const open = decisions.find(({ outcome }) => outcome === "undecided");
  if (!open) return { access: "readable" };
  // Where a policy is not known as a whole, the evaluator only says which statement it stumbled over.
  const unknown = open.unknown?.includes("${known after apply}")
    ? sources.find((source) => source?.why !== undefined)?.why
    : undefined;
  return { access: "cannot prove", reason: unknown ?? show(open.reason) };
}

function asFarAsKnown({ access, reason = "" }: PairVerdict): string {
  if (access === "readable") return "the role's own policies allow it";
  return access === "not readable" ? "no policy in this plan allows it" : reason.replace(/\.$/, "");
}

function guess(source: PolicySource): PolicySource {
  const { document, why } = source;
  if (why === undefined) return source;
  const statements = document.statements.map((statement) => {
    const named = statement.resource?.values.filter((value) => !hasHole(value)) ?? [];
    return named.length === 0
      ? statement
      : { ...statement, resource: { negated: false, values: named } };
  });
  return { ...source, document: { ...document, statements } };
}

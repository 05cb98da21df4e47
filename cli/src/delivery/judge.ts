import type { AwsPlace, ValueFrom } from "../../../modules/facts";
import { found, type Reading } from "../aws";
import { decide, parsePolicy, type AccessRequest, type Decision, type PolicySet } from "../policy";
import { assumedByEcs, decryptRequest, readRequest } from "../ways";
import type { RoleAsRead } from "./role";
import type { Simulate } from "./simulate";
import type { StoredKey, StoredSecret } from "./stores";

/** The policy that has to change for a refused call to pass. */
export type Culprit = "identity" | "boundary" | "organization" | "resource policy" | "key policy";

/** What AWS would answer to one call of a role. */
export interface Judgement {
  readonly action: string;
  readonly resource: string;
  readonly decision: Decision;
  /** Which policy refuses it. @default - none does, or it is not known */
  readonly culprit?: Culprit;
  /** The IAM action that the caller lacks to decide it. @default - no permission would help */
  readonly permission?: string;
}

/** A role that reads a secret. */
export interface Reads {
  readonly role: RoleAsRead;
  readonly secret: StoredSecret;
  readonly reference: ValueFrom;
  readonly location: AwsPlace;
  /** IAM's own opinion of the role's policies. @default - IAM is not asked */
  readonly simulate?: Simulate;
}

/** Whether ECS may assume the role to start a task. */
export function judgeTrust(role: RoleAsRead, location: AwsPlace): Decision {
  return assumedByEcs(role.trust, location);
}

/** Every call that reading a secret takes: those on its store, then the one on its key. */
export async function judgeRead(reads: Reads): Promise<readonly Judgement[]> {
  const { role, secret, reference, location } = reads;
  const owner = secret.owner ? secret.owner.account : reference.account;
  const calls = [secret, ...(secret.furtherCalls ?? [])];
  const judgements: Judgement[] = [];
  for (const { action, resourceArn } of calls) {
    const request = readRequest(role.arn, action, resourceArn);
    const guard = { kind: "resource", policy: secret.resourcePolicy } as const;
    judgements.push(await judgeCall(request, reads, guard, owner === location.account));
  }
  if (secret.key.state !== "found" || secret.key.value === undefined) return judgements;
  return [...judgements, await judgeDecrypt(reads, secret.key.value)];
}

async function judgeDecrypt(reads: Reads, key: StoredKey): Promise<Judgement> {
  const { role, secret, reference, location } = reads;
  const {
    region = reference.region,
    decryptedBy: store = reference.store,
    encryptionContext,
  } = secret;
  const decryption = { keyArn: key.arn, store, region, encryptionContext };
  const request = decryptRequest(role.arn, decryption, location);
  const guard = { kind: "key", policy: key.policy } as const;
  return judgeCall(request, reads, guard, key.account === location.account);
}

/** The policy of what is read. */
type Guard =
  | { readonly kind: "resource"; readonly policy: Reading<PolicySet["resource"]> }
  | { readonly kind: "key"; readonly policy: Reading<PolicySet["key"]> };

async function judgeCall(
  request: AccessRequest,
  { role, location, simulate }: Reads,
  guard: Guard,
  sameAccount: boolean,
): Promise<Judgement> {
  const { action, resource } = request;
  const simulated = await simulate?.(request);
  // IAM counts the boundary in, and knows what this evaluator may not.
  const trusted = simulated?.outcome === "allowed";
  const identity = trusted ? found([allowing(action, resource)]) : role.identity;
  const boundary = trusted ? found(undefined) : role.boundary;
  const unread = [identity, boundary, guard.policy].find(({ state }) => state !== "found");
  if (identity.state !== "found" || boundary.state !== "found" || guard.policy.state !== "found") {
    const why = unread?.state === "found" ? "" : (unread?.why ?? "");
    const permission = unread?.state === "unknown" ? unread.permission : undefined;
    const reason = `Undecided whether ${action} on ${resource} is allowed: ${why}.`;
    return { action, resource, decision: { outcome: "undecided", reason }, permission };
  }
  const policies: PolicySet = {
    identity: identity.value,
    boundary: boundary.value,
    [guard.kind]: guard.policy.value,
    sameAccount,
  };
  const decision = decide(request, policies);
  if (decision.outcome !== "denied" && simulated?.outcome === "denied") {
    const reason = `Denied: ${simulated.reason}.`;
    return {
      action,
      resource,
      decision: { outcome: "denied", reason },
      culprit: simulated.culprit,
    };
  }
  const culprit =
    decision.outcome === "denied" ? findCulprit(request, policies, location) : undefined;
  return { action, resource, decision, culprit };
}

/** The one without which the call would be allowed. */
function findCulprit(
  request: AccessRequest,
  policies: PolicySet,
  { partition, account }: AwsPlace,
): Culprit {
  const isAllowed = (change: Partial<PolicySet>): boolean =>
    decide(request, { ...policies, ...change }).outcome === "allowed";
  const root = `arn:${partition}:iam::${account}:root`;
  const open = parsePolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: root }, Action: "*", Resource: "*" }],
  });
  if (policies.boundary && isAllowed({ boundary: undefined })) return "boundary";
  if (request.action === "kms:Decrypt") return isAllowed({ key: open }) ? "key policy" : "identity";
  const resource = policies.sameAccount ? undefined : open;
  return isAllowed({ resource }) ? "resource policy" : "identity";
}

function allowing(action: string, resource: string): PolicySet["identity"][number] {
  return parsePolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
}

import { sentence } from "../../text";
import type { Check, Verdict } from "../check";
import type { Culprit, Judgement } from "../judge";
import type { TaskReference } from "../task";

const readPermission = judgementCheck({
  id: "read-permission",
  what: "The policies of the role that reads allow the call on exactly this secret.",
  why: "AWS answers AccessDeniedException, and the task is stopped.",
  culprit: "identity",
  speaksOfDoubt: true,
  isAbout: ({ action }) => action !== "kms:Decrypt",
  next: ({ action, resource }, role) =>
    `allow ${action} on ${resource} in a policy of ${role}; an ARN of the secret itself, without selectors`,
});

const decryptPermission = judgementCheck({
  id: "decrypt-permission",
  what: "The policies of the role that reads allow kms:Decrypt with the secret's own key.",
  why: "The secret may be read, its key may not be used, and the task is stopped.",
  culprit: "identity",
  speaksOfDoubt: true,
  isAbout: ({ action }) => action === "kms:Decrypt",
  next: ({ resource }, role) => `allow kms:Decrypt on ${resource} in a policy of ${role}`,
});

const permissionsBoundary = judgementCheck({
  id: "permissions-boundary",
  what: "The permissions boundary of the role allows what its policies allow.",
  why: "A role can do nothing that its boundary does not allow, too.",
  culprit: "boundary",
  next: ({ action, resource }, role) =>
    `allow ${action} on ${resource} in the permissions boundary of ${role}`,
});

const organizationPolicy = judgementCheck({
  id: "organization-policy",
  what: "No policy of the organization stands in the way. Only IAM's own simulation can tell.",
  why: "A service control policy denies it, and no policy of the account can allow it.",
  culprit: "organization",
  next: ({ action }) => `ask the administrators of the organization to allow ${action}`,
});

const resourcePolicy = judgementCheck({
  id: "resource-policy",
  what: "The policy of the secret or bucket denies nothing, and allows what another account reads.",
  why: "An explicit deny wins over every grant; from another account both sides must allow.",
  culprit: "resource policy",
  next: ({ action, resource }, role) =>
    `change the policy of ${resource}, or of its bucket: let ${role} call ${action}`,
});

const keyPolicy = judgementCheck({
  id: "key-policy",
  what: "The key's policy delegates to IAM through the account's root, or names the role.",
  why: "Without that no policy of a role counts for the key.",
  culprit: "key policy",
  next: ({ resource }) =>
    `aws kms get-key-policy --key-id ${resource} --policy-name default; allow kms:* to the account's root`,
});

const readerNotAlone: Check<TaskReference> = {
  id: "reader-not-alone",
  what: "Objects that the application reads itself are out of reach of the execution role.",
  why: "Anyone who may use the execution role for another task would read them.",
  run: async (subject) => {
    const { deniedTo } = subject.mention.way;
    if (deniedTo === undefined) return [];
    const judgements = await subject.judge(deniedTo);
    if (judgements.length === 0) return [];
    if (judgements.some(({ decision }) => decision.outcome === "denied")) return [];
    const arn = subject.roles[deniedTo].arn ?? "";
    const finding = `the ${deniedTo} role can read it, too`;
    return [{ state: "problem", finding, next: `take the grant from ${arn}` }];
  },
};

/** A check of the calls that a role makes: it reports those that one kind of policy refuses. */
interface JudgementCheck extends Pick<Check<TaskReference>, "id" | "what" | "why"> {
  readonly culprit: Culprit;
  /** The calls it is about. @default - all of them */
  readonly isAbout?: (judgement: Judgement) => boolean;
  /** Whether it is the one that reports calls which could not be decided. @default false */
  readonly speaksOfDoubt?: boolean;
  next(judgement: Judgement, role: string): string;
}

function judgementCheck(options: JudgementCheck): Check<TaskReference> {
  const { id, what, why, culprit, isAbout = () => true, speaksOfDoubt = false, next } = options;
  return {
    id,
    what,
    why,
    run: async (subject) => {
      const role = subject.roles[subject.mention.way.reader].arn ?? "";
      const verdicts: Verdict[] = [];
      for (const judgement of (await subject.judgements()).filter(isAbout)) {
        const { decision, permission } = judgement;
        const finding = sentence(decision.reason);
        if (decision.outcome === "denied" && judgement.culprit === culprit) {
          verdicts.push({ state: "problem", finding, next: next(judgement, role) });
        }
        if (decision.outcome !== "undecided" || !speaksOfDoubt) continue;
        const how =
          permission === undefined ? "compare the policies by hand" : "see --print-policy";
        verdicts.push({ state: "unknown", finding, next: how, permission });
      }
      return verdicts;
    },
  };
}

/** Checks of the policies between the reader and the secret with its key, and of the role that must not read it. */
export const permissionChecks: readonly Check<TaskReference>[] = [
  readPermission,
  decryptPermission,
  permissionsBoundary,
  organizationPolicy,
  resourcePolicy,
  keyPolicy,
  readerNotAlone,
];

import { parseArn, type AwsPlace } from "../../../../modules/facts";
import {
  decide,
  type AccessRequest,
  type Condition,
  type Decision,
  type Patterns,
  type PolicyDocument,
  type Statement,
} from "../../policy";
import { assumedByEcs, decryptRequest, readRequest } from "../../ways";
import { hasHarmlessValues, hasHole, isShowableKey } from "../iam";
import type { Access } from "../model";
import { KNOWN_AFTER_APPLY } from "../plan";
import {
  isUnknownAccount,
  show,
  type KeyInWorld,
  type PolicySource,
  type PrincipalInWorld,
  type RoleInWorld,
} from "../world";
import type { Call, Calls, Target } from "./target";

/** Whether a role can read something, and why it cannot, or why that is unknown. */
export interface PairVerdict {
  readonly access: Access;
  readonly reason?: string;
}

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
  place: AwsPlace,
  ways: readonly Calls[],
): PairVerdict {
  const likely: PrincipalInWorld = {
    ...role,
    identity: role.identity.map(guess),
    ...(role.boundary ? { boundary: guess(role.boundary) } : {}),
  };
  return ways
    .map((calls) => judgeCalls(likely, target, place, calls, OWN_CHOICE))
    .reduce((best, one) => (RANK[one.access] > RANK[best.access] ? one : best));
}

/** What who reads for itself asks for as it likes, and ECS does not: an older version, or the one that is to come. */
const OWN_CHOICE = ["secretsmanager:VersionStage", "secretsmanager:VersionId"];

/** Whether ECS may use the role for a task. */
export function judgeTrust(role: RoleInWorld, place: AwsPlace): PairVerdict {
  const decision = assumedByEcs(role.trust.document, place);
  return verdictOf([decision], [role.trust]);
}

/** The worse of two answers. */
export function worse(one: PairVerdict, other: PairVerdict): PairVerdict {
  return RANK[one.access] <= RANK[other.access] ? one : other;
}

/**
 * Whether a role can make all of these calls, and decrypt.
 *
 * @param freeKeys condition keys that it sets as it likes @default - none
 */
export function judgeCalls(
  role: PrincipalInWorld,
  target: Target,
  place: AwsPlace,
  calls: Calls,
  freeKeys: readonly string[] = [],
): PairVerdict {
  const texts = [target.arn, target.context.value, ...calls.map(({ resource }) => resource)];
  if (target.kms) texts.push(target.kms.arn);
  const part = ({ name, document }: PolicySource): PolicyDocument => {
    return { ...slicePolicy(document, texts), name };
  };
  const own = {
    identity: role.identity.map(part),
    ...(role.boundary ? { boundary: part(role.boundary) } : {}),
  };
  const resource = target.policy?.document;
  const account = accountOf(role, place);
  const decisions = [
    ...calls.map((call): Decision => {
      const tags = { resource: target.tags, principal: role.tags };
      const request = readRequest(role.arn, call.action, call.resource, tags);
      const owner = parseArn(call.resource)?.account;
      const sameAccount =
        (owner === undefined || owner === "" ? target.account : owner) === account;
      const decision = decide(
        {
          ...inAccount(withContext(request, role, call, target), account),
          freeKeys: [...freeKeys, ...(role.freeKeys ?? [])],
        },
        {
          ...own,
          resource: call.policy === undefined ? resource : call.policy?.document,
          sameAccount,
        },
      );
      const isUnsure = decision.outcome === "denied" && decision.explicit !== true && sameAccount;
      return call.unsure !== undefined && isUnsure
        ? { outcome: "undecided", reason: call.unsure }
        : decision;
    }),
    ...decrypt(role, target, place, own),
  ];
  const sources = [role.boundary, target.policy, target.kms?.policy, ...role.identity];
  const verdict = verdictOf(decisions, sources);
  if (target.missing === undefined || decisions.some(({ explicit }) => explicit)) return verdict;
  return { access: "cannot prove", reason: `${asFarAsKnown(verdict)}; ${target.missing}` };
}

const OF_ITS_ACCOUNT = "AWS's own key of a store serves only the account that it is in.";

function decrypt(
  role: PrincipalInWorld,
  { kms, store, region, context, account: owner, missing, isShared }: Target,
  place: AwsPlace,
  own: { readonly identity: readonly PolicyDocument[]; readonly boundary?: PolicyDocument },
): readonly Decision[] {
  const isKeptByAws =
    store !== "s3" &&
    missing === undefined &&
    isShared !== true &&
    owner !== accountOf(role, place);
  if (!kms) return isKeptByAws ? [{ outcome: "denied", reason: OF_ITS_ACCOUNT }] : [];
  if (!kms.enabled) return [{ outcome: "denied", reason: `The key ${kms.label} is disabled.` }];
  const decryption = { keyArn: kms.arn, store, region, encryptionContext: context };
  const account = accountOf(role, place);
  const tags = { resource: kms.tags, principal: role.tags };
  const request = decryptRequest(role.arn, decryption, { ...place, account }, tags);
  const sameAccount = parseArn(kms.arn)?.account === account;
  const { freeKeys } = role;
  const asked = { ...inAccount(withContext(request, role), account), freeKeys };
  return [decide(asked, { ...own, key: keyPolicyOf(kms), sameAccount })];
}

function withContext(
  request: AccessRequest,
  { context = {}, lacks = [] }: PrincipalInWorld,
  call?: Call,
  { accessPoints, rotatedBy }: Partial<Target> = {},
): AccessRequest {
  const rotation: Readonly<Record<string, string>> =
    rotatedBy === undefined ? {} : { "secretsmanager:resource/AllowRotationLambdaArn": rotatedBy };
  // Through which access point a call comes, is known of every one where the plan holds them.
  const complete = accessPoints === undefined ? [] : ["s3:DataAccessPoint*"];
  return {
    ...request,
    context: { ...request.context, ...rotation, ...context, ...call?.context },
    completeKeys: [...(request.completeKeys ?? []), ...complete, ...lacks],
  };
}

/** What conditions ask of accounts nobody knows where nothing in the plan tells its own. */
function inAccount(request: AccessRequest, account: string): AccessRequest {
  if (!isUnknownAccount(account)) return request;
  const unknown = "${the account of this plan}";
  const keys = ["aws:PrincipalAccount", "aws:ResourceAccount"];
  const isOfKey = request.action.startsWith("kms:");
  const all = isOfKey ? [...keys, "kms:CallerAccount"] : keys;
  return {
    ...request,
    context: { ...request.context, ...Object.fromEntries(all.map((key) => [key, unknown])) },
  };
}

/** The account of a role or user. */
function accountOf({ arn }: PrincipalInWorld, { account }: AwsPlace): string {
  return parseArn(arn)?.account ?? account;
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
  if (denied) return { access: "not readable", reason: withoutValues(show(denied.reason)) };
  const open = decisions.find(({ outcome }) => outcome === "undecided");
  if (!open) return { access: "readable" };
  // Where a policy is not known as a whole, the evaluator only says which statement it stumbled over.
  const unknown = open.unknown?.includes(KNOWN_AFTER_APPLY)
    ? sources.find((source) => source?.why !== undefined)?.why
    : undefined;
  return { access: "cannot prove", reason: unknown ?? withoutValues(inWords(open.reason)) };
}

/** What the evaluator says of a condition, without values that reports do not show: passwords that two share, and tags. */
function withoutValues(reason: string): string {
  const [, start = "", key = "", rest = ""] = /^(.*? wants )([^"]*?) (".*)$/s.exec(reason) ?? [];
  const name = key.toLowerCase();
  const isShown = name === "" || (hasHarmlessValues(name) && !rest.includes(" wants "));
  return isShown
    ? reason
    : `${start}${isShowableKey(name) ? key : "something"} (values not shown).`;
}

/** Without the marks of what only the apply tells; a policy variable keeps its own. */
function inWords(reason: string): string {
  return show(reason).replace(/\$\{(?![A-Za-z0-9-]+:)([^}]*)\}/g, "$1");
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

/**
 * The policy with only those values that could be about one of `texts`. A shared role names hundreds of secrets, and is
 * judged once for each of them; what is left out would match none of these, so the evaluator's answer is the same.
 *
 * @param texts the ARNs of one request, and its encryption context
 */
function slicePolicy(document: PolicyDocument, texts: readonly string[]): PolicyDocument {
  return { ...document, statements: document.statements.map((one) => sliceStatement(one, texts)) };
}

/** From how many values on it is worth it. */
const MANY = 8;

function sliceStatement(statement: Statement, texts: readonly string[]): Statement {
  const { resource, conditions } = statement;
  return {
    ...statement,
    ...(resource ? { resource: sliceResource(resource, texts) } : {}),
    conditions: conditions.map((condition) => sliceCondition(condition, texts)),
  };
}

function sliceResource(resource: Patterns, texts: readonly string[]): Patterns {
  return resource.negated ? resource : { ...resource, values: slice(resource.values, texts) };
}

/** Only where several values mean "any of them". */
function sliceCondition(condition: Condition, texts: readonly string[]): Condition {
  const isContext = /^kms:EncryptionContext:/i.test(condition.key);
  const isAnyOf = /^(?:StringEquals|StringLike|ArnEquals|ArnLike)$/.test(condition.operator);
  return isContext && isAnyOf
    ? { ...condition, values: slice(condition.values, texts) }
    : condition;
}

function slice(values: readonly string[], texts: readonly string[]): readonly string[] {
  if (values.length < MANY) return values;
  const starts = startsOf(values);
  const some = values.filter((value, at) => {
    const start = starts[at] ?? "";
    return texts.some((text) => (start === value ? text === value : text.startsWith(start)));
  });
  // A statement without any value would be no statement.
  return some.length > 0 ? some : values.slice(0, 1);
}

const known = new WeakMap<readonly string[], readonly string[]>();

/** Of each value the text up to its first wildcard or variable. */
function startsOf(values: readonly string[]): readonly string[] {
  const starts =
    known.get(values) ??
    values.map((value) => {
      const at = value.search(/[*?$]/);
      return at === -1 ? value : value.slice(0, at);
    });
  known.set(values, starts);
  return starts;
}

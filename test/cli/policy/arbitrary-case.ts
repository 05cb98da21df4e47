import * as fc from "fast-check";
import { conditionWorld } from "./arbitrary-condition";
import type { OracleCase, PolicyJson, StatementJson } from "./oracle-case";
import { ACCOUNT, CALLERS, OTHER_ACCOUNT, REGION, targets, type Target } from "./oracle-world";

type Json = Readonly<Record<string, unknown>>;

/** Requests and policies of the kinds this project emits or imports, and their near misses. */
export function arbitraryCase(): fc.Arbitrary<OracleCase> {
  return fc.oneof({ weight: 9, arbitrary: accessCase() }, { weight: 1, arbitrary: trustCase() });
}

function accessCase(): fc.Arbitrary<OracleCase> {
  const owner = fc.constantFrom(ACCOUNT, ACCOUNT, ACCOUNT, OTHER_ACCOUNT);
  return fc
    .tuple(owner, fc.constantFrom(...CALLERS))
    .chain(([account, caller]) =>
      fc.constantFrom(...targets(account)).chain((target) => caseOf(target, account, caller)),
    );
}

function caseOf(target: Target, owner: string, caller: string): fc.Arbitrary<OracleCase> {
  const { context, condition } = conditionWorld(target, roleOf(caller));
  const body = fc
    .tuple(action(target), resource(target, "identity"), maybe(condition, 3))
    .map(join);
  const guarded = fc.tuple(action(target), resource(target, "guard"), maybe(condition, 2));
  const allow = body.map((json) => ({ Effect: "Allow", ...json }));
  const deny = body.map((json) => ({ Effect: "Deny", ...json }));
  const guardAllow = fc
    .tuple(principal(caller, owner), guarded)
    .map(([who, json]) => ({ Effect: "Allow", ...who, ...join(json) }));
  const guardDeny = fc
    .tuple(fc.oneof(principal(caller, owner), notPrincipal(caller)), guarded)
    .map(([who, json]) => ({ Effect: "Deny", ...who, ...join(json) }));
  const boundary = document(mostly(allow, deny, 6));
  const guard = document(mostly(guardAllow, guardDeny, 6));
  return fc.record({
    principal: fc.constant(caller),
    action: fc.constant(target.action),
    resource: fc.constant(target.resource),
    owner: fc.constant(owner),
    context,
    identity: fc.array(document(mostly(allow, deny, 6)), { maxLength: 2 }),
    boundary: maybe(boundary, 3),
    // Every KMS key has a policy.
    guard: target.service === "kms" ? guard : maybe(guard, 2),
  });
}

function action(target: Target): fc.Arbitrary<Json> {
  const [service = "", name = ""] = target.action.split(":");
  const covering = fc.constantFrom(
    target.action,
    target.action,
    target.action.toUpperCase(),
    `${service}:*`,
    `${service}:${name.slice(0, 3)}*`,
    `${service}:${name.slice(0, -1)}?`,
    "*",
  );
  const missing = fc.constantFrom(...target.otherActions, `${service}:${name}s`, `${service}:Zz*`);
  const list = fc.array(
    fc.oneof({ weight: 5, arbitrary: covering }, { weight: 1, arbitrary: missing }),
    {
      minLength: 1,
      maxLength: 2,
    },
  );
  return fc.oneof(
    { weight: 9, arbitrary: list.map((Action) => ({ Action: single(Action) })) },
    { weight: 1, arbitrary: missing.map((NotAction) => ({ NotAction })) },
  );
}

function resource(target: Target, where: "identity" | "guard"): fc.Arbitrary<Json> {
  const everything = where === "guard" ? 8 : 1;
  const one = fc.oneof(
    { weight: 4, arbitrary: fc.constant(target.resource) },
    { weight: 4, arbitrary: fc.constantFrom(...target.patterns) },
    { weight: 1, arbitrary: fc.constantFrom(...target.near) },
    { weight: everything, arbitrary: fc.constant("*") },
  );
  const list = fc.array(one, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 12, arbitrary: list.map((Resource) => ({ Resource: single(Resource) })) },
    { weight: 1, arbitrary: list.map((NotResource) => ({ NotResource: single(NotResource) })) },
  );
}

function principal(caller: string, owner: string): fc.Arbitrary<Json> {
  const root = (account: string): string => `arn:aws:iam::${account}:root`;
  const named = fc.constantFrom(
    caller,
    roleOf(caller),
    root(ACCOUNT),
    ACCOUNT,
    root(owner),
    root(OTHER_ACCOUNT),
    `${roleOf(caller)}-2`,
    ...CALLERS.filter((other) => !isSessionOf(other, caller)),
  );
  const list = fc.uniqueArray(named, { minLength: 1, maxLength: 2 });
  return fc.oneof(
    { weight: 8, arbitrary: list.map((AWS) => ({ Principal: { AWS: single(AWS) } })) },
    { weight: 1, arbitrary: fc.constant({ Principal: "*" }) },
    { weight: 1, arbitrary: fc.constant({ Principal: { AWS: "*" } }) },
    {
      weight: 1,
      arbitrary: fc.constant({ Principal: { Service: `logs.${REGION}.amazonaws.com` } }),
    },
  );
}

// Only the two uses AWS documents: the caller left out together with its account, or not at all.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
function notPrincipal(caller: string): fc.Arbitrary<Json> {
  return fc.constantFrom(
    { NotPrincipal: { AWS: [caller, roleOf(caller), `arn:aws:iam::${ACCOUNT}:root`] } },
    { NotPrincipal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/admin` } },
  );
}

function trustCase(): fc.Arbitrary<OracleCase> {
  const role = `arn:aws:iam::${ACCOUNT}:role/app/exec`;
  const source = `arn:aws:ecs:${REGION}:${ACCOUNT}:task/web`;
  const services = ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com", "ec2.amazonaws.com"];
  const who = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.subarray(services, { minLength: 1 }).map((Service) => ({ Service })),
    },
    { weight: 1, arbitrary: fc.constantFrom({ AWS: role }, { AWS: ACCOUNT }) },
  );
  const condition = fc.constantFrom<Json>(
    {},
    { Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } },
    { Condition: { StringEquals: { "aws:SourceAccount": OTHER_ACCOUNT } } },
    { Condition: { ArnLike: { "AWS:SourceArn": `arn:aws:ecs:${REGION}:${ACCOUNT}:*` } } },
    { Condition: { ArnLikeIfExists: { "aws:SourceArn": `arn:aws:ecs:us-*:${ACCOUNT}:*` } } },
    { Condition: { StringNotEquals: { "aws:SourceAccount": ACCOUNT } } },
  );
  const call = fc.constantFrom("sts:AssumeRole", "sts:AssumeRole", "sts:*", "sts:TagSession");
  const statement = (Effect: "Allow" | "Deny"): fc.Arbitrary<StatementJson> =>
    fc
      .tuple(who, condition, call)
      .map(([Principal, extra, Action]) => ({ Effect, Principal, Action, ...extra }));
  return fc.record({
    principal: fc.constant("ecs-tasks.amazonaws.com"),
    action: fc.constant("sts:AssumeRole"),
    resource: fc.constant(role),
    owner: fc.constant(ACCOUNT),
    context: fc.constantFrom<Record<string, string>>(
      {},
      { "aws:SourceAccount": ACCOUNT, "aws:SourceArn": source },
      { "aws:SourceAccount": OTHER_ACCOUNT, "aws:SourceArn": source },
    ),
    identity: fc.constant([]),
    guard: document(mostly(statement("Allow"), statement("Deny"), 8)),
  });
}

/** The ARN the caller's role has in aws:PrincipalArn. */
function roleOf(caller: string): string {
  return caller.replace(/:sts:(.*):assumed-role\/([^/]+)\/.*/, ":iam:$1:role/$2");
}

// A session named where its role asks is undecided by design: the role may have other sessions.
function isSessionOf(session: string, role: string): boolean {
  return session !== role && session.includes(":sts:") && roleOf(session) === role;
}

function document(statement: fc.Arbitrary<StatementJson>): fc.Arbitrary<PolicyJson> {
  return fc.array(statement, { minLength: 1, maxLength: 3 }).map((statements) => ({
    Version: "2012-10-17" as const,
    Statement: single(statements) as PolicyJson["Statement"],
  }));
}

function join([first, second, condition]: readonly [Json, Json, Json | undefined]): Json {
  return { ...first, ...second, ...(condition ? { Condition: condition } : {}) };
}

function maybe<T>(arbitrary: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight, arbitrary }, { weight: 4, arbitrary: fc.constant(undefined) });
}

function mostly<T>(
  often: fc.Arbitrary<T>,
  rarely: fc.Arbitrary<T>,
  weight: number,
): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: often }, { weight: 1, arbitrary: rarely });
}

// AWS accepts one value with and without its list, so both are asked for.
function single<T>(values: readonly T[]): T | readonly T[] {
  const [only, ...more] = values;
  return only !== undefined && more.length === 0 ? only : values;
}

import { parsePolicy, type PolicyDocument, type PrincipalValue } from "../../policy";
import type { AccessPointInWorld, PolicySource, PrincipalInWorld, World } from "../world";
import type { Target } from "./target";

/** Whom a policy lets in and the plan does not hold: one principal, or all that have something in common. */
export interface Outside extends PrincipalInWorld {
  /** That it is all of an account, of an organization, of the world, or all that are alike in something. @default - it is one principal */
  readonly group?: "all" | "alike";
  /** The ARN of one of them in the account of what they read. @default - there are none in it, or no others */
  readonly inside?: string;
  /** How policies name it, which has no ARN of a role or user: `arn` stands for it. @default - by its ARN */
  readonly as?: PrincipalValue;
}

/** What those may do whose own policies stand in no plan. */
export const ANYTHING = {
  name: "its own policies",
  document: parsePolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
  }),
};

/** An account id that is not in use. */
export const ELSEWHERE = "000000000001";

/** The ARN of a role that stands for everybody of an account. */
export function anybody(partition: string, account: string): string {
  return `arn:${partition}:iam::${account}:role/anybody`;
}

/** Whom one value of a policy's `Principal` names; nothing for everybody, for the own account and for what nobody is. */
export function named(principal: PrincipalValue, own: string, world: World): Outside | undefined {
  const { kind, value } = principal;
  if (kind === "Everyone" || value === "*" || value.includes("${")) return undefined;
  const { partition } = world.place;
  const other: Outside = {
    address: value,
    name: value,
    arn: anybody(partition, ELSEWHERE),
    identity: [ANYTHING],
    group: "alike",
    as: principal,
  };
  switch (kind) {
    case "AWS":
      return OF_AN_ACCOUNT.test(value) ? namedByArn(value, own, world) : special(value, other);
    case "Service": {
      const name = `service ${value}`;
      return { ...other, ...ofService(value), address: name, name };
    }
    case "Federated": {
      const name = `everybody whom ${value} signs in`;
      return { ...other, address: name, name, inside: anybody(partition, own) };
    }
    case "CanonicalUser": {
      const name = `canonical user ${value}`;
      return { ...other, address: name, name };
    }
  }
}

/** An account, or a role, a session or a user of one. */
const OF_AN_ACCOUNT = /^(?:\d{12}$|arn:[^:]+:(?:iam|sts)::\d{12}:)/;

/** An origin access identity of CloudFront, say. That the id of a deleted principal names nobody, AWS documents. */
function special(value: string, other: Outside): Outside | undefined {
  return value.startsWith("arn:") && !/[*?]/.test(value) ? other : undefined;
}

/**
 * A service calls for itself, and for whom or what it does so it says itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalservicename
 */
function ofService(name: string): Pick<Outside, "context" | "freeKeys" | "lacks"> {
  return {
    context: { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": name },
    freeKeys: ["Account", "Arn", "OrgID", "OrgPaths", "Owner"].map((key) => `aws:Source${key}`),
    lacks: ["aws:PrincipalOrg*"],
  };
}

/** The account or the principal with this ARN or id; nothing for the own account. */
export function namedByArn(
  value: string,
  own: string,
  { place: { partition } }: World,
): Outside | undefined {
  const [, id] = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value) ?? [];
  if (id !== undefined) {
    if (id === own) return undefined;
    return {
      address: `account ${id}`,
      name: `account ${id}`,
      arn: anybody(partition, id),
      identity: [ANYTHING],
      group: "all",
    };
  }
  const [, account, kind = "", path = ""] =
    /^arn:[^:]+:(?:iam|sts)::(\d{12}):(role|user|assumed-role|federated-user)\/([^$*?]+)$/.exec(
      value,
    ) ?? [];
  if (account === undefined) return undefined;
  const [title = kind, isWhole = false] = TITLES[kind] ?? [];
  const ownName = `${title} ${isWhole ? path : (path.split("/").at(-1) ?? path)}`;
  const name = account === own ? ownName : value;
  return { address: name, name, arn: value, identity: [ANYTHING] };
}

/** How reports call a principal of the own account, and whether with all that its ARN says. */
const TITLES: Readonly<Record<string, readonly [string, boolean]>> = {
  "assumed-role": ["session", true],
  "federated-user": ["federated user", true],
};

/** The target with the ARNs of an outsider wherever a policy names it in another way. */
export function asNamed(target: Target, { as, arn, inside }: Outside): Target {
  if (as === undefined) return target;
  const arns = [arn, ...(inside === undefined ? [] : [inside])];
  const values = arns.map((value): PrincipalValue => ({ kind: "AWS", value }));
  const document = (one: PolicyDocument): PolicyDocument => ({
    ...one,
    statements: one.statements.map((statement) => {
      const { principal } = statement;
      if (!principal) return statement;
      const all = principal.values.flatMap((value) =>
        value.kind === as.kind && value.value === as.value ? values : [value],
      );
      return { ...statement, principal: { ...principal, values: all } };
    }),
  });
  const source = (one: PolicySource): PolicySource => ({
    ...one,
    document: document(one.document),
  });
  const point = (one: AccessPointInWorld): AccessPointInWorld => ({
    ...one,
    ...(one.policy ? { policy: source(one.policy) } : {}),
    ...(one.under ? { under: point(one.under) } : {}),
  });
  const { policy, kms, accessPoints } = target;
  return {
    ...target,
    ...(policy ? { policy: source(policy) } : {}),
    ...(kms ? { kms: { ...kms, policy: source(kms.policy), grants: kms.grants.map(source) } } : {}),
    ...(accessPoints ? { accessPoints: accessPoints.map(point) } : {}),
  };
}

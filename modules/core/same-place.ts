import type { IConstruct } from "constructs";
import { parseArn } from "../facts";
import { AwsTarget } from "./aws-target";
import { defineRule, isUnresolved } from "./rule";

const CLUSTERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html";

/** Where something else is that a construct uses. */
interface OtherPlace {
  readonly other: string;
  readonly place: string;
  readonly own: string;
}

export const sameRegion = defineRule<OtherPlace>({
  id: "aws-same-region",
  demands: "be in the Region of what uses it",
  source: CLUSTERS,
  remedy: "Make both below one `AwsTarget`, or one for each Region.",
  broken: ({ other, place, own }) => place !== own && `${other} of ${place} (own ${own})`,
});

export const sameAccount = defineRule<OtherPlace>({
  id: "aws-same-account",
  demands: "be in the account of what uses it",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  remedy: "ECS reaches into no other account: make one in each.",
  broken: ({ other, place, own }) => place !== own && `${other} of ${place} (own ${own})`,
});

/** What has an ARN that may be known. */
type Placed = readonly [other: IConstruct, arn: string];

/** Holds where something is against where `scope` is, for what works in one account and Region only. */
export function checkSamePlace(scope: IConstruct, prop: string, ...placed: Placed): void {
  check(scope, prop, placed, "region");
  check(scope, prop, placed, "account");
}

/** The same for what is reached in other Regions. */
export function checkSameAccount(scope: IConstruct, prop: string, ...placed: Placed): void {
  check(scope, prop, placed, "account");
}

/** The same for what all Regions of an account know, and only one of them may use. */
export function checkSameRegion(scope: IConstruct, prop: string, ...placed: Placed): void {
  check(scope, prop, placed, "region");
}

/** Holds an ARN against the account of `scope`, where both are known. */
export function checkArnAccount(scope: IConstruct, prop: string, arn: string | undefined): void {
  const accounts = accountsOf(scope, arn);
  if (!accounts) return;
  sameAccount.enforce(scope, prop, { other: `${arn}`, place: accounts.account, own: accounts.own });
}

/** The account in an ARN and that of `scope`; nothing where one is not known, and of what is AWS's own and belongs to all. */
export function accountsOf(
  scope: IConstruct,
  arn: string | undefined,
): { readonly account: string; readonly own: string } | undefined {
  const own = AwsTarget.declaredOf(scope)?.account;
  const account = arn === undefined || isUnresolved(arn) ? undefined : parseArn(arn)?.account;
  if (own === undefined || isUnresolved(own)) return undefined;
  return account !== undefined && /^\d/.test(account) ? { account, own } : undefined;
}

/** An ARN that is known says where something is; else it is where its construct is deployed. */
function check(
  scope: IConstruct,
  prop: string,
  [other, arn]: Placed,
  part: "account" | "region",
): void {
  const own = AwsTarget.declaredOf(scope)?.[part];
  const parsed = isUnresolved(arn) ? undefined : parseArn(arn);
  const place = (parsed ?? AwsTarget.declaredOf(other))?.[part];
  if (own === undefined || !place || isUnresolved([own, place])) return;
  const rule = part === "region" ? sameRegion : sameAccount;
  rule.enforce(scope, prop, { other: other.node.path, place, own });
}

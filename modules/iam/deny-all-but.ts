import type { PolicyStatement } from "../core";
import type { IRole } from "./role-interface";

/** A role, or the ARN of a role or user; `*` in an ARN stands for any text. */
export type Reader = IRole | string;

/** What a resource policy keeps from everybody else. */
export interface Restriction {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * The statement of a resource policy that keeps everybody but `principalArns` from some actions, whatever their own
 * policies allow.
 *
 * By `aws:PrincipalArn`: that is the role's ARN in each of its sessions, may hold `*`, and may name a role that does not
 * exist yet. NotPrincipal would have to name every session and the account, and denies whoever has a permissions boundary.
 * Calls that an AWS service makes under its own name (replication of a secret, managed rotation) pass; those it makes for
 * somebody, or under a role (replication of a bucket), carry that principal's ARN.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function denyAllBut(
  principalArns: readonly string[],
  { actions, resources }: Restriction,
): PolicyStatement {
  return {
    sid: "DenyOtherReaders",
    effect: "Deny",
    principals: { AWS: ["*"] },
    actions,
    resources,
    conditions: {
      ArnNotEquals: { "aws:PrincipalArn": principalArns },
      Bool: { "aws:PrincipalIsAWSService": ["false"] },
    },
  };
}

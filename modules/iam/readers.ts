import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { IGrantee, PolicyStatement } from "../core";
import {
  checkPartition,
  eitherType,
  knownList,
  objectType,
  policyText,
  TEXT,
  warn,
} from "../core/internal";
import type { IRole } from "./role";
import { anyReader, readerArn } from "./rules";

/** A role, or the ARN of a role or user; `*` in an ARN stands for any text. */
export type Reader = IRole | string;

/** How a prop that takes a list of them is read. */
export const readersProp = knownList(eitherType(objectType("a role", "roleArn"), TEXT));

/** What a resource policy denies to all other principals. */
export interface Restriction {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * The statement of a resource policy that denies some actions to all principals but `principalArns`, even where
 * their own policies allow them.
 *
 * It compares `aws:PrincipalArn`, which is the role's ARN in each of its sessions, may be matched with `*`, and may name a role
 * that does not exist yet. NotPrincipal would have to name every session and the account, and denies every principal with a permissions boundary.
 * Calls that an AWS service makes under its own name (replication of a secret, managed rotation) pass; those it makes for
 * a caller, or under a role (replication of a bucket), carry that principal's ARN.
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

/** The principals that may read something restricted: those that were named, and every role that is granted the read later. */
export class Readers {
  private readonly arns = new Set<string>();

  /**
   * @param scope what is restricted, which errors and warnings name
   * @param others ARNs of further readers, which are not checked here
   */
  public constructor(
    private readonly scope: IConstruct,
    prop: string,
    readers: readonly Reader[],
    others: readonly string[] = [],
  ) {
    for (const reader of readers) {
      const arn = typeof reader === "string" ? reader : reader.roleArn;
      readerArn.enforce(scope, prop, arn);
      checkPartition(scope, prop, arn);
      this.arns.add(policyText(scope, prop, arn));
    }
    for (const arn of others) this.arns.add(arn);
    // Readers are added until synthesis.
    anyReader.enforceAtSynthesis(scope, prop, () => this.arns.size);
  }

  /** Their ARNs, sorted by the statement that holds them. */
  public get principalArns(): readonly string[] {
    return [...this.arns];
  }

  /** Adds a principal that is granted to read. */
  public add(grantee: IGrantee): void {
    const { roleArn } = grantee as Partial<IRole>;
    if (roleArn === undefined || this.arns.has(roleArn)) return;
    if (TerraformStack.of(grantee) === TerraformStack.of(this.scope)) {
      this.arns.add(roleArn);
      return;
    }
    // A reference to another stack would make each stack wait for the other.
    warn(
      this.scope,
      `${grantee.node.path} reads this from another stack: name its ARN in \`restrictTo\`, or its tasks cannot start.`,
    );
  }
}

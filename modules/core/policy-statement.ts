import type { IConstruct } from "constructs";

/** `operator → key → values` of an IAM condition. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of an IAM policy. */
export interface PolicyStatement {
  /** @default - none */
  readonly sid?: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Actions, such as `ssm:GetParameters`; rendered sorted. */
  readonly actions: readonly string[];
  /** @default - none: the statement of a trust policy */
  readonly resources?: readonly string[];
  /** Principal type (`AWS`, `Service`) and its principals. @default - none: an identity policy */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  /** @default - none */
  readonly conditions?: Conditions;
}

/** A principal that can be granted something: it adds statements to its identity policies. */
export interface IGrantee extends IConstruct {
  /**
   * Adds a statement to one of its policies.
   *
   * The policies are apart so that what is known at plan time stays readable in the plan.
   *
   * @param policyName any name; this library uses `read-secrets`, `decrypt-secrets`, `write-logs` and others of its own
   * @param from what grants: a role of another stack may get the policy in the stack of this. @default - the principal
   */
  addToPolicy(policyName: string, statement: PolicyStatement, from?: IConstruct): void;
}

import type { IConstruct } from "constructs";
import type { PolicyStatement } from "./policy-statement";

/**
 * The inline policies of a role.
 *
 * They are apart so that what is known at plan time stays readable in the plan: only `decrypt-secrets` is unknown
 * there, and only while a key is new.
 */
export type PolicyName =
  | "read-secrets"
  | "decrypt-secrets"
  | "pull-images"
  | "write-logs"
  | "execute-command"
  | "encrypt-volumes"
  | "start-executions"
  | "observe-executions"
  | "encrypt-executions"
  | "redeploy-services"
  | "report-failures";

/** A principal that can be granted something: it adds statements to its identity policy. */
export interface IGrantee extends IConstruct {
  /** Adds a statement to one of its policies. */
  addToPolicy(policy: PolicyName, statement: PolicyStatement): void;
}

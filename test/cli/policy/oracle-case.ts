/**
 * A policy as JSON, the way AWS stores it. Always of the newer version: the simulator fills variables in
 * where an older policy has them, which the documentation takes for literal text (see patterns.test.ts).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
export interface PolicyJson {
  readonly Version: "2012-10-17";
  readonly Statement: readonly StatementJson[] | StatementJson;
}

/** A statement as JSON. */
export type StatementJson = Readonly<Record<string, unknown>>;

/** One decision that both the evaluator and the simulator are asked for. */
export interface OracleCase {
  /** An ARN, or a service where `guard` is a trust policy. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account of the resource. */
  readonly owner: string;
  readonly context: Record<string, string | string[]>;
  readonly identity: readonly PolicyJson[];
  readonly boundary?: PolicyJson;
  /** The policy of the secret, bucket, key or role. */
  readonly guard?: PolicyJson;
}

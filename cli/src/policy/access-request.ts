import type { PolicyDocument } from "./policy-document";

/** Who calls: a role, role session or user by its ARN, or an AWS service by its principal name. */
export type RequestPrincipal = { readonly arn: string } | { readonly service: string };

/** One call to AWS, to be judged against policies. */
export interface AccessRequest {
  /** A role ARN stands for any session of that role. */
  readonly principal: RequestPrincipal;
  /** One action, such as `kms:Decrypt`; no wildcard. */
  readonly action: string;
  /** The ARN of the one resource, or `*` for actions that have none. */
  readonly resource: string;
  /**
   * The request's condition keys. What is absent here is absent from the request, as AWS sees it.
   *
   * @default - only the keys that follow from the principal (`aws:PrincipalArn`, …)
   */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Keys that AWS may well send but the caller cannot know, such as `aws:SourceVpce`; a trailing `*`
   * stands for a family (`aws:PrincipalOrg*`). A decision that depends on one is `undecided`.
   *
   * @default - none: a key without a value is absent
   */
  readonly unknownKeys?: readonly string[];
}

/** Every policy that decides one request. */
export interface PolicySet {
  /** Inline and managed policies of the principal. */
  readonly identity: readonly PolicyDocument[];
  /**
   * The principal's permissions boundary.
   *
   * @default - the principal has none
   */
  readonly boundary?: PolicyDocument;
  /**
   * The resource's own policy, of a secret or a bucket.
   *
   * @default - the resource has none
   */
  readonly resource?: PolicyDocument;
  /**
   * The policy of the KMS key; consulted for `kms:` actions only.
   *
   * @default - not known: every key has one, so no `kms:` action is "allowed" without it
   */
  readonly key?: PolicyDocument;
  /**
   * The trust policy of a role; consulted for `sts:AssumeRole` only.
   *
   * @default - not known: every role has one
   */
  readonly trust?: PolicyDocument;
  /** Whether principal and resource belong to the same account. */
  readonly sameAccount: boolean;
}

/** `undecided`: the answer depends on something that is not known. It is never to be taken for `allowed`. */
export type Outcome = "allowed" | "denied" | "undecided";

/** The answer, with one sentence that says what allowed it, denied it, is missing or is not known. */
export interface Decision {
  readonly outcome: Outcome;
  readonly reason: string;
  /** Whether a Deny statement settles it, which no grant can outweigh. @default false */
  readonly explicit?: boolean;
  /**
   * Of an undecided answer: the text of a policy or of the request on which it hangs, with a placeholder (`${…}`) that
   * cannot be filled in here.
   *
   * @default - it is decided, or depends on something else
   */
  readonly unknown?: string;
}

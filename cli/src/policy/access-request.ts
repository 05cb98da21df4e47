import type { PolicyDocument } from "./parse-policy";
import { parsePrincipalArn } from "./principal-arn";

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
  /**
   * Keys that the caller sets as it likes, such as the version that it asks for: it can meet every condition on them.
   *
   * @default - none
   */
  readonly freeKeys?: readonly string[];
  /**
   * Keys, or families of them, of which `context` holds all that there is, whatever `unknownKeys` says.
   *
   * @default - none
   */
  readonly completeKeys?: readonly string[];
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

/** What the request says about one condition key. */
export type ContextValue =
  | { readonly state: "absent" }
  | { readonly state: "present"; readonly values: readonly string[] }
  | { readonly state: "unknown"; readonly why: string; readonly text?: string };

/**
 * The condition keys of a request. Key names are not case-sensitive, encryption context included.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export class RequestContext {
  private readonly values = new Map<string, readonly string[]>();
  private readonly unknownKeys: readonly string[];
  private readonly completeKeys: readonly string[];

  public constructor(request: AccessRequest) {
    for (const [key, value] of Object.entries(request.context ?? {})) {
      const folded = key.toLowerCase();
      // Two spellings of one key become two values, which no plain operator decides: see matchCondition.
      this.values.set(folded, [...(this.values.get(folded) ?? []), ...[value].flat()]);
    }
    const derived = derivedKeys(request);
    for (const [key, value] of Object.entries(derived.known)) {
      const folded = key.toLowerCase();
      if (!this.values.has(folded)) this.values.set(folded, [value]);
    }
    this.unknownKeys = [...(request.unknownKeys ?? []), ...derived.unknown].map((key) =>
      key.toLowerCase(),
    );
    this.completeKeys = (request.completeKeys ?? []).map((key) => key.toLowerCase());
  }

  /** Looks a key up; a value the caller gave wins over a key declared unknown. */
  public lookup(key: string): ContextValue {
    const folded = key.toLowerCase();
    const values = this.values.get(folded);
    if (values === undefined) {
      const isAmong = (patterns: readonly string[]): boolean =>
        patterns.some((pattern) =>
          pattern.endsWith("*") ? folded.startsWith(pattern.slice(0, -1)) : folded === pattern,
        );
      const hidden = isAmong(this.unknownKeys) && !isAmong(this.completeKeys);
      return hidden
        ? { state: "unknown", why: `the request's ${key} is not known here` }
        : { state: "absent" };
    }
    const unresolved = values.find((value) => value.includes("${"));
    return unresolved === undefined
      ? { state: "present", values }
      : {
          state: "unknown",
          why: `the request's ${key} is ${unresolved}, not known yet`,
          text: unresolved,
        };
  }
}

// AWS puts these into every request, so callers who forget them would see conditions fail (or, when
// negated, hold) that AWS judges the other way.
function derivedKeys(request: AccessRequest): {
  readonly known: Readonly<Record<string, string>>;
  readonly unknown: readonly string[];
} {
  if (!("arn" in request.principal)) {
    return { known: {}, unknown: ["aws:PrincipalIsAWSService", "aws:PrincipalServiceName*"] };
  }
  const principal = parsePrincipalArn(request.principal.arn);
  const account = principal.account;
  const unknown = ["aws:userid", "aws:username", "aws:PrincipalType"];
  if (principal.kind === "other") {
    return { known: {}, unknown: [...unknown, "aws:Principal*", "kms:CallerAccount"] };
  }
  const known: Record<string, string> = {
    "aws:PrincipalAccount": account,
    "aws:PrincipalIsAWSService": "false",
  };
  if (request.action.toLowerCase().startsWith("kms:")) known["kms:CallerAccount"] = account;
  // A session's ARN has lost the path of its role, which aws:PrincipalArn has.
  if (principal.kind === "session") unknown.push("aws:PrincipalArn");
  else known["aws:PrincipalArn"] = request.principal.arn;
  return { known, unknown };
}

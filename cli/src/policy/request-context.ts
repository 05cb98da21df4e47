import type { AccessRequest } from "./access-request";
import { parsePrincipalArn } from "./principal-arn";

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
  }

  /** Looks a key up; a value the caller gave wins over a key declared unknown. */
  public lookup(key: string): ContextValue {
    const folded = key.toLowerCase();
    const values = this.values.get(folded);
    if (values === undefined) {
      const hidden = this.unknownKeys.some((pattern) =>
        pattern.endsWith("*") ? folded.startsWith(pattern.slice(0, -1)) : folded === pattern,
      );
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

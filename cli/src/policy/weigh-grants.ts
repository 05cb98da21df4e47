import type { Verdict } from "./assess-policy";
import { every, no, some, unknown, yes, type Match } from "./match";
import type { GrantStrength } from "./match-principal";

/** Everything that could grant one request, judged statement by statement. */
export interface Grants {
  readonly identity: readonly Verdict[];
  /** Undefined where the principal has no boundary, which then limits nothing. */
  readonly boundary: readonly Verdict[] | undefined;
  /** The policy of the resource, or of the key for `kms:` actions; undefined where there is none. */
  readonly resource: readonly Verdict[] | undefined;
}

/** What the weighing depends on besides the policies. */
export interface Situation {
  /** The request as a reader would name it. */
  readonly wanted: string;
  /** How a reader would name the policy of the resource. */
  readonly owner: string;
  /** Whether nothing is granted without it: policies of keys, and trust policies of roles. */
  readonly isMandatory: boolean;
  readonly isService: boolean;
  readonly sameAccount: boolean;
}

/**
 * Whether the Allow statements add up to a grant. Deny statements are not considered here.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export function weighGrants(grants: Grants, situation: Situation): Match {
  const { wanted, owner, isMandatory, isService, sameAccount } = situation;
  const identity = granted(grants.identity, `no identity policy allows ${wanted}`);
  const boundary = grants.boundary
    ? granted(grants.boundary, `the permissions boundary does not allow ${wanted}`)
    : yes();
  const own = every([identity, boundary]);
  if (isMandatory && !grants.resource) {
    // Every key and every role has one, and without it neither a grant nor its absence means anything.
    const missing = unknown(`${owner} is not known, and without it IAM grants nothing`);
    return sameAccount || isService ? missing : every([own, missing]);
  }
  const none = grants.resource ? `${owner} does not allow ${wanted}` : `${owner} is missing`;
  const resource = (...strengths: readonly GrantStrength[]): Match =>
    granted(
      (grants.resource ?? []).filter(({ strength }) => strengths.includes(strength)),
      none,
    );
  if (isService) return resource("direct");
  if (!sameAccount) {
    return every([own, across(resource("direct", "limited", "delegated"))]);
  }
  const delegated = isMandatory ? every([resource("delegated"), own]) : own;
  const paths = [delegated, resource("direct"), every([resource("limited"), boundary])];
  return some(paths, whyNone());

  function whyNone(): string {
    if (own.is === "no" && (!isMandatory || resource("delegated").is === "yes")) return own.why;
    if (isMandatory && own.is === "yes") {
      return (
        `${resource("direct", "limited").why}, and it does not delegate to IAM through the account ` +
        "root, so what the role's own policies allow has no effect"
      );
    }
    return [own, resource("direct", "limited", "delegated")]
      .filter(({ is }) => is === "no")
      .map(({ why }) => why)
      .join(", and ");
  }
}

function across(match: Match): Match {
  return match.is === "no"
    ? no(`${match.why}, which access from another account needs as well`)
    : match;
}

function granted(verdicts: readonly Verdict[], whyNone: string): Match {
  const allows = verdicts.filter(({ effect }) => effect === "Allow");
  const whole = some(allows.map(({ match }) => match));
  if (whole.is !== "no") return whole;
  const nearest = allows.reduce<Verdict | undefined>(
    (best, verdict) => (verdict.depth > (best?.depth ?? 0) ? verdict : best),
    undefined,
  );
  return no(nearest ? `${whyNone} (nearest is ${nearest.match.why})` : whyNone);
}

import type { RequestPrincipal } from "./access-request";
import { every, no, not, some, unknown, yes, type Match } from "./match";
import type { Principals, PrincipalValue, Statement } from "./parse-policy";
import { isSameRole, parsePrincipalArn } from "./principal-arn";

/**
 * What an Allow to this principal is worth within the account: `direct` stands alone, `limited` (a role
 * ARN) still has to pass the boundary, `delegated` (the account) needs an identity policy as well.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export type GrantStrength = "direct" | "limited" | "delegated";

/** Whether a statement is about the caller, and how strongly it could grant. */
export interface PrincipalMatch {
  readonly strength: GrantStrength;
  readonly match: Match;
}

/** One answer for each principal that a statement of a resource policy names. */
export function matchPrincipals(
  statement: Statement,
  caller: RequestPrincipal,
  hasBoundary: boolean,
): readonly PrincipalMatch[] {
  const { principal, effect } = statement;
  if (principal === undefined) {
    return [{ strength: "direct", match: unknown("it has no Principal, which AWS refuses") }];
  }
  const matches = principal.values.map((value) => matchValue(value, caller, effect));
  if (!principal.negated) {
    return matches.length > 0
      ? matches
      : [{ strength: "direct", match: no("it names no principal") }];
  }
  const match =
    effect === "Deny"
      ? deniesOthers(principal, matches, caller, hasBoundary)
      : allowsOthers(matches);
  return [{ strength: "direct", match }];
}

/**
 * "Everyone but": sure only where the caller is left out by its own name and its account's, or not
 * at all.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function deniesOthers(
  principals: Principals,
  matches: readonly PrincipalMatch[],
  caller: RequestPrincipal,
  hasBoundary: boolean,
): Match {
  if (principals.values.some(({ kind }) => kind === "Everyone"))
    return no("it leaves everyone out");
  // Documented: with a boundary the caller is denied "regardless of the values" of NotPrincipal.
  if ("arn" in caller && hasBoundary) return yes();
  const byAccount = some(ofStrength(matches, "delegated"));
  const byName = some([...ofStrength(matches, "direct"), ...ofStrength(matches, "limited")]);
  if ("service" in caller) return not(byName);
  const leftOut = every([byName, byAccount]);
  if (leftOut.is !== "no") return not(leftOut, "its NotPrincipal leaves the caller out");
  return some([byName, byAccount]).is === "no"
    ? yes()
    : unknown("its NotPrincipal names only one of the caller and the caller's account");
}

function allowsOthers(matches: readonly PrincipalMatch[]): Match {
  const named = some(matches.map(({ match }) => match));
  return named.is === "yes"
    ? no("its NotPrincipal leaves the caller out")
    : unknown("it allows everyone but some (NotPrincipal), which AWS advises against");
}

function ofStrength(matches: readonly PrincipalMatch[], strength: GrantStrength): readonly Match[] {
  return matches.filter((found) => found.strength === strength).map(({ match }) => match);
}

function matchValue(
  value: PrincipalValue,
  caller: RequestPrincipal,
  effect: Statement["effect"],
): PrincipalMatch {
  const why = `its Principal does not name ${"arn" in caller ? caller.arn : caller.service}`;
  if (value.value.includes("${")) {
    const why = `the principal ${value.value} is not known`;
    return { strength: "direct", match: unknown(why, value.value) };
  }
  if ("service" in caller)
    return { strength: "direct", match: service(value, caller, effect, why) };
  switch (value.kind) {
    case "Everyone":
      return { strength: "direct", match: yes() };
    case "AWS":
      return value.value === "*"
        ? { strength: "direct", match: yes() }
        : matchAws(value.value, caller.arn, why);
    case "CanonicalUser":
      // Another name of an account, which only S3 can translate.
      return { strength: "delegated", match: unknown("it names a canonical user") };
    case "Service":
    case "Federated":
      return { strength: "direct", match: no(why) };
  }
}

function service(
  value: PrincipalValue,
  caller: { readonly service: string },
  effect: Statement["effect"],
  why: string,
): Match {
  if (value.kind === "Everyone" && effect === "Deny") return yes();
  if (value.value === "*" && value.kind !== "Federated") {
    return unknown("AWS does not document that a * principal covers AWS services");
  }
  return value.kind === "Service" && value.value === caller.service ? yes() : no(why);
}

function matchAws(value: string, callerArn: string, why: string): PrincipalMatch {
  const caller = parsePrincipalArn(callerArn);
  if (/^\d{12}$/.test(value)) {
    if (caller.kind === "other") return { strength: "delegated", match: unclear(callerArn) };
    return { strength: "delegated", match: caller.account === value ? yes() : no(why) };
  }
  const named = parsePrincipalArn(value);
  if (named.kind === "root") {
    if (caller.kind === "other") return { strength: "delegated", match: unclear(callerArn) };
    const same = caller.account === named.account && caller.partition === named.partition;
    return { strength: "delegated", match: same ? yes() : no(why) };
  }
  const strength: GrantStrength = named.kind === "role" ? "limited" : "direct";
  if (value === callerArn) return { strength, match: yes() };
  if (caller.kind === "other") return { strength, match: unclear(callerArn) };
  if (/[*?]/.test(value)) {
    return {
      strength,
      match: unknown(`the principal ${value} holds a wildcard, which AWS refuses`),
    };
  }
  if (/^A[A-Z0-9]{15,}$/.test(value)) {
    // IAM shows an id in place of the ARN once the principal was deleted, even if it was made anew.
    return { strength, match: unknown(`${value} is the id of a deleted principal`) };
  }
  if (caller.kind === "session" && named.kind === "role" && isSameRole(caller, named)) {
    return { strength, match: yes() };
  }
  if (caller.kind === "role" && named.kind === "session" && isSameRole(caller, named)) {
    return { strength, match: unknown("it names one session of the role, perhaps not this one") };
  }
  return { strength, match: no(why) };
}

function unclear(callerArn: string): Match {
  return unknown(
    `the caller ${callerArn} is not a role, session or user that this evaluator knows`,
  );
}

import { type AccessRequest, RequestContext } from "./access-request";
import { doubt, every, type Match, no, not, some, unknown, yes } from "./match";
import { matchResourceArn } from "./match-arn";
import { matchCondition } from "./match-condition";
import { type GrantStrength, matchPrincipals } from "./match-principal";
import { type Patterns, type PolicyDocument, type Statement, statementName } from "./parse-policy";
import { compilePattern, foldCase, matchPattern, type Reading, splitAtColons } from "./pattern";

/** What kind of policy a document is: it decides which elements a statement must have. */
export type PolicyKind = "identity" | "resource" | "trust";

/** What one statement has to say about the request. */
export interface Verdict {
  readonly effect: Statement["effect"];
  /** What an Allow is worth; identity policies and boundaries are always `direct`. */
  readonly strength: GrantStrength;
  readonly match: Match;
  /** How many of action, resource, principal and conditions fit: the highest is the near miss. */
  readonly depth: number;
  /** The statement and its policy, as a reader would name them. */
  readonly name: string;
}

/** A policy to be judged, and how a reader would name it. */
export interface NamedPolicy {
  readonly document: PolicyDocument;
  readonly name: string;
  readonly kind: PolicyKind;
}

/** Judges every statement of a policy by itself; `decide` weighs the answers. */
export function assessPolicy(
  { document, name, kind }: NamedPolicy,
  request: AccessRequest,
  hasBoundary: boolean,
): readonly Verdict[] {
  const reading: Reading = {
    wildcards: false,
    variables: document.version === "2012-10-17",
    context: new RequestContext(request),
  };
  return document.statements.flatMap((statement) => {
    const principals =
      kind === "identity"
        ? [{ strength: "direct" as const, match: holder(statement) }]
        : matchPrincipals(statement, request.principal, hasBoundary);
    const action = matchAction(statement.action, request.action);
    const resource = matchResource(statement, request.resource, kind, reading);
    const conditions = statement.conditions.map((condition) => {
      if (!isFree(condition.key, request)) return matchCondition(condition, reading);
      return statement.effect === "Allow" ? yes() : no("the caller need not meet its conditions");
    });
    return principals.map(({ strength, match }): Verdict => {
      const elements = [action, resource, match, ...conditions];
      const failed = elements.findIndex(({ is }) => is === "no");
      const full = `${statementName(document, statement)} of ${name}`;
      const whole = every(elements);
      return {
        effect: statement.effect,
        strength,
        match: whole.is === "yes" ? yes(full) : { ...whole, why: `${full}: ${whole.why}` },
        depth: failed === -1 ? elements.length : failed,
        name: full,
      };
    });
  });
}

function isFree(key: string, { freeKeys = [] }: AccessRequest): boolean {
  return freeKeys.some((free) => free.toLowerCase() === key.toLowerCase());
}

function holder({ principal }: Statement): Match {
  return principal === undefined
    ? yes()
    : unknown("it names a Principal, which AWS refuses in an identity policy");
}

function matchResource(
  { resource }: Statement,
  arn: string,
  kind: PolicyKind,
  reading: Reading,
): Match {
  if (kind === "trust") {
    return resource === undefined
      ? yes()
      : unknown("it names a Resource, which AWS refuses in a trust policy");
  }
  if (resource === undefined) return unknown("it has no Resource, which AWS refuses");
  const covered = some(resource.values.map((pattern) => matchResourceArn(pattern, arn, reading)));
  const why = `its ${resource.negated ? "NotResource" : "Resource"} does not cover ${arn}`;
  if (resource.negated) return not(covered, why);
  return covered.is === "no" ? no(why) : covered;
}

/**
 * Whether `Action` or `NotAction` covers the request's action; case does not matter.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
function matchAction(patterns: Patterns, action: string): Match {
  const covered = some(patterns.values.map((pattern) => matchOne(pattern, action.toLowerCase())));
  const why = `its ${patterns.negated ? "NotAction" : "Action"} does not cover ${action}`;
  if (patterns.negated) return not(covered, why);
  return covered.is === "no" ? no(why) : covered;
}

// Actions take no policy variables: a `${…}` here is unknown, never looked up.
const NO_CONTEXT = new RequestContext({
  principal: { service: "" },
  action: "",
  resource: "*",
});

function matchOne(pattern: string, action: string): Match {
  if (pattern === "*") return yes();
  const atoms = foldCase(
    compilePattern(pattern, { wildcards: true, variables: true, context: NO_CONTEXT }),
  );
  if (pattern.includes("${")) {
    return doubt(matchPattern(atoms, action), `the action ${pattern} is not known`, pattern);
  }
  const [service = [], name] = splitAtColons(atoms, 2);
  const [ownService = "", ownName = ""] = action.split(":", 2);
  const form = `the action ${pattern} is of a form that AWS does not document`;
  if (name === undefined) return doubt(matchPattern(atoms, action), form, pattern);
  if (service.some(({ kind }) => kind !== "char"))
    return doubt(matchPattern(atoms, action), form, pattern);
  return matchPattern(service, ownService).is === "yes" ? matchPattern(name, ownName) : no();
}

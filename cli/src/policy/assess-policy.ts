import type { AccessRequest } from "./access-request";
import { every, no, not, some, unknown, yes, type Match } from "./match";
import { matchAction } from "./match-action";
import { matchResourceArn } from "./match-arn";
import { matchCondition } from "./match-condition";
import { matchPrincipals, type GrantStrength } from "./match-principal";
import type { Reading } from "./pattern";
import { statementName, type PolicyDocument, type Statement } from "./policy-document";
import { RequestContext } from "./request-context";

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
    const conditions = statement.conditions.map((condition) => matchCondition(condition, reading));
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

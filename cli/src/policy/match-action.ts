import { doubt, no, not, some, yes, type Match } from "./match";
import { compilePattern, foldCase, matchPattern, splitAtColons } from "./pattern";
import type { Patterns } from "./policy-document";
import { RequestContext } from "./request-context";

/**
 * Whether `Action` or `NotAction` covers the request's action; case does not matter.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchAction(patterns: Patterns, action: string): Match {
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

import { isObject, type JsonObject } from "../json";
import type {
  Condition,
  Patterns,
  PolicyDocument,
  Principals,
  PrincipalValue,
  Statement,
} from "./policy-document";

const DOCUMENT_ELEMENTS: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

const STATEMENT_ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * Reads a policy: JSON text, the URL-encoded text that the IAM API returns, or the object itself.
 * Errors name the element and what is wrong with it, and never quote the document.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(json: string | object): PolicyDocument {
  const document = typeof json === "string" ? parseJson(json) : json;
  if (!isObject(document)) throw new Error("The policy must be a JSON object.");
  const stray = Object.keys(document).find((name) => !DOCUMENT_ELEMENTS.has(name));
  if (stray !== undefined)
    throw new Error(`The policy has an element "${stray}", which IAM does not know.`);
  const version = document["Version"] ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    throw new Error("The policy's Version must be 2012-10-17 or 2008-10-17.");
  }
  if (document["Statement"] === undefined) throw new Error("The policy has no Statement.");
  const statements = [document["Statement"]].flat();
  return {
    version,
    statements: statements.map((statement, at) => {
      if (!isObject(statement)) throw new Error(`Statement ${at + 1} must be an object.`);
      return parseStatement(statement, at);
    }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(/^\s*%7B/i.test(text) ? decodeURIComponent(text) : text);
  } catch {
    // The parser's own message quotes the text around the fault, which may be anything.
    throw new Error("The policy is not valid JSON.");
  }
}

const PRINCIPAL_KINDS = ["AWS", "Service", "Federated", "CanonicalUser"] as const;

/** Reads one statement; `at` is its position, counted from 0, for the error that names it. */
function parseStatement(json: JsonObject, at: number): Statement {
  const where = `Statement ${at + 1}`;
  const stray = Object.keys(json).find((name) => !STATEMENT_ELEMENTS.has(name));
  if (stray !== undefined) fail(where, `has an element "${stray}", which IAM does not know`);
  const { Sid: sid, Effect: effect } = json;
  if (sid !== undefined && typeof sid !== "string") fail(where, "has a Sid that is not a string");
  if (effect !== "Allow" && effect !== "Deny")
    fail(where, `must have the Effect "Allow" or "Deny"`);
  const action = parsePatterns(json, "Action", where);
  if (action === undefined) fail(where, "has neither Action nor NotAction");
  const resource = parsePatterns(json, "Resource", where);
  const principal = parsePrincipals(json, where);
  return {
    ...(sid ? { sid } : {}),
    effect,
    action,
    ...(resource ? { resource } : {}),
    ...(principal ? { principal } : {}),
    conditions: parseConditions(json["Condition"], where),
  };
}

function parsePatterns(
  json: JsonObject,
  name: "Action" | "Resource",
  where: string,
): Patterns | undefined {
  const chosen = oneOf(json, name, where);
  return chosen && { negated: chosen.negated, values: strings(chosen.value, where, chosen.name) };
}

function parsePrincipals(json: JsonObject, where: string): Principals | undefined {
  const chosen = oneOf(json, "Principal", where);
  if (!chosen) return undefined;
  const { negated, value, name } = chosen;
  if (value === "*") return { negated, values: [{ kind: "Everyone", value }] };
  if (!isObject(value)) fail(where, `has a ${name} that is neither "*" nor an object`);
  const values = Object.entries(value).flatMap(([kind, names]): PrincipalValue[] => {
    const known = PRINCIPAL_KINDS.find((one) => one === kind);
    if (!known) fail(where, `has a ${name} of the kind "${kind}", which IAM does not know`);
    return strings(names, where, `${name}.${kind}`).map((one) => ({ kind: known, value: one }));
  });
  return { negated, values };
}

function parseConditions(json: unknown, where: string): readonly Condition[] {
  if (json === undefined) return [];
  if (!isObject(json)) fail(where, "has a Condition that is not an object");
  return Object.entries(json).flatMap(([operator, keys]) => {
    if (!isObject(keys)) fail(where, `has a Condition.${operator} that is not an object`);
    return Object.entries(keys).map(([key, value]) => ({
      operator,
      key,
      values: scalars(value, where, `Condition.${operator}.${key}`),
    }));
  });
}

function oneOf(
  json: JsonObject,
  name: "Action" | "Resource" | "Principal",
  where: string,
): { readonly name: string; readonly negated: boolean; readonly value: unknown } | undefined {
  const [plain, negated] = [json[name], json[`Not${name}`]];
  if (plain !== undefined && negated !== undefined) fail(where, `has both ${name} and Not${name}`);
  if (plain !== undefined) return { name, negated: false, value: plain };
  return negated === undefined ? undefined : { name: `Not${name}`, negated: true, value: negated };
}

function strings(value: unknown, where: string, name: string): readonly string[] {
  const values: unknown[] = [value].flat();
  if (!values.every((one) => typeof one === "string")) {
    fail(where, `has a ${name} that is neither a string nor a list of strings`);
  }
  if (values.length === 0) fail(where, `has an empty ${name}`);
  return values;
}

function scalars(value: unknown, where: string, name: string): readonly string[] {
  // JSON true and 10 are as good as "true" and "10" in a condition, and only there.
  return [value].flat().map((one: unknown) => {
    if (typeof one === "string") return one;
    if (typeof one === "number" || typeof one === "boolean") return String(one);
    return fail(where, `has a ${name} that is not a string, number, boolean or list of these`);
  });
}

function fail(where: string, problem: string): never {
  throw new Error(`${where} of the policy ${problem}.`);
}

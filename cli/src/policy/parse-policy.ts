import { isObject, type JsonObject } from "../json";

/**
 * A policy as the evaluator reads it: every "one or many" of the JSON is a list, every `Not…` a flag.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  /** What reasons call it. @default - they say its number among the identity policies, or whose it is */
  readonly name?: string;
  /** Only `2012-10-17` knows policy variables; a document without a version is `2008-10-17`. */
  readonly version: "2012-10-17" | "2008-10-17";
  readonly statements: readonly Statement[];
}

/** One statement of a policy. */
export interface Statement {
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly action: Patterns;
  /** Absent in trust policies, whose resource is the role they are attached to. */
  readonly resource?: Patterns;
  /** Absent in identity policies and boundaries, whose principal is their holder. */
  readonly principal?: Principals;
  readonly conditions: readonly Condition[];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Patterns {
  /** True for the `Not…` element: the statement is about everything these do not match. */
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** `Principal` or `NotPrincipal`. */
export interface Principals {
  /** True for `NotPrincipal`. */
  readonly negated: boolean;
  readonly values: readonly PrincipalValue[];
}

/**
 * One principal a statement names; `Principal: "*"` is of the kind `Everyone`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export interface PrincipalValue {
  readonly kind: "Everyone" | "AWS" | "Service" | "Federated" | "CanonicalUser";
  readonly value: string;
}

/** One operator applied to one key; all conditions of a statement must hold. */
export interface Condition {
  /** As written, with its `ForAllValues:` and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Names the statement for a reader: by its Sid, else by its position. */
export function statementName(document: PolicyDocument, statement: Statement): string {
  return statement.sid
    ? `statement "${statement.sid}"`
    : `statement ${document.statements.indexOf(statement) + 1}`;
}

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

function parseJson(json: string): unknown {
  let document: unknown;
  let text = json;
  try {
    if (/^\s*%7B/i.test(json)) text = decodeURIComponent(json);
    document = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault, which may be anything.
    throw new Error("The policy is not valid JSON.");
  }
  if (repeatsKey(text)) {
    throw new Error("The policy has an element twice, and AWS does not say which one counts.");
  }
  return document;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** Whether an object of valid JSON has a key twice, of which every reader takes another one. */
function repeatsKey(text: string): boolean {
  const open: Set<unknown>[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const [keys, key] = [open.at(-1), JSON.parse(last) as unknown];
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
    last = token;
  }
  return false;
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

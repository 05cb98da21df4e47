import { parsePolicy, type PolicyDocument } from "../../policy";
import { KNOWN_AFTER_APPLY, fillInJson, soleReference } from "../plan";
import { dataDocument } from "./data-document";
import type { Resource, Side } from "./side";

/** A policy as far as the plan knows it. */
export interface PolicySource {
  /** How reports show it. */
  readonly name: string;
  /** What is not known yet stands in it as `${…}`. */
  readonly document: PolicyDocument;
  /** Why none of it is known. @default - all or most of it is */
  readonly why?: string;
  /** What a policy is of which nothing is known: one that is made of what the plan makes, or one outside of it. */
  readonly kind?: "planned" | "outside";
}

/** The policy in an attribute; nothing where the attribute has no value and gets none. */
export function policyIn(
  side: Side,
  resource: Resource,
  attribute: string,
  name = resource.label,
): PolicySource | undefined {
  const value = resource.values[attribute];
  if (typeof value === "string") return value === "" ? undefined : parsed(name, value);
  if (!side.isUnknown(resource, attribute)) return undefined;
  const template = side.template(resource, attribute);
  if (typeof template === "string") {
    const only = soleReference(template);
    if (only !== undefined) return referred(side, only, name);
    const json = fillInJson(template, (reference) => side.resolve(reference));
    if (typeof json === "object" && json !== null) return parsed(name, json);
  }
  const expression = side.expression(resource, attribute);
  if (expression === undefined && template === undefined) return undefined;
  return expressed(side, resource, expression, name);
}

/** The policy that an expression of a resource yields, when only the apply tells its text. */
export function expressed(
  side: Side,
  resource: Resource,
  expression: unknown,
  name: string,
): PolicySource {
  const references = side.references(resource, expression, "policy", 1);
  const [only, ...more] = references;
  if (only !== undefined && more.length === 0) return referred(side, only, name);
  return unknownPolicy(side, name, references);
}

/** A policy made elsewhere, of which nothing is known but its name. */
export function foreignPolicy(name: string, why: string): PolicySource {
  return { name, document: anything([`\${${name}}`]), why, kind: "outside" };
}

/** A policy that is written here. */
export function parsed(name: string, policy: string | object): PolicySource {
  try {
    return { name, document: parsePolicy(policy) };
  } catch (error) {
    const why = error instanceof Error ? error.message : "It cannot be read.";
    return { name, document: anything([KNOWN_AFTER_APPLY]), why: `${name}: ${why}` };
  }
}

function referred(side: Side, reference: string, name: string): PolicySource {
  const found = side.find(reference);
  if (found) {
    const { resource, attribute } = found;
    const isDocument = resource.mode === "data" && resource.type === "aws_iam_policy_document";
    if (isDocument && /^(?:minified_)?json$/.test(attribute)) {
      const json = dataDocument(side, resource);
      if (json !== undefined) return parsed(name, json);
    } else {
      const policy = policyIn(side, resource, attribute, name);
      if (policy) return policy;
    }
  }
  return unknownPolicy(side, name, [reference]);
}

/** What is known of a policy that only the apply tells: which resources it is built from. */
function unknownPolicy(side: Side, name: string, references: readonly string[]): PolicySource {
  const from = references.length === 0 ? "" : `; it is built from ${references.join(", ")}`;
  const resources = references.map((reference) => side.resolve(reference));
  const document = anything([...resources, KNOWN_AFTER_APPLY]);
  const isPlanned = resources.length > 0 && resources.every((text) => !text.includes("${"));
  const why = `${name} is known only after apply${from}`;
  return { name, document, why, ...(isPlanned ? { kind: "planned" } : {}) };
}

/** A statement that may allow anything, on these resources. */
function anything(resources: readonly string[]): PolicyDocument {
  return {
    version: "2012-10-17",
    statements: [
      {
        effect: "Allow",
        action: { negated: false, values: [KNOWN_AFTER_APPLY] },
        resource: { negated: false, values: resources },
        conditions: [],
      },
    ],
  };
}

import { parsePolicy, type PolicyDocument } from "../../policy";
import { fillInJson, KNOWN_AFTER_APPLY, soleReference } from "../plan";
import { dataDocument } from "./data-document";
import TEXTS from "./managed-policy-texts.json";
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
  const isConfigured = expression !== undefined || template !== undefined;
  if (!isConfigured && !isRequired(resource, attribute)) return undefined;
  return expressed(side, resource, expression, name);
}

/** Resources that are nothing without their policy; others get one from AWS, which only the apply tells. */
const ONLY_A_POLICY =
  /^aws_(iam_((role|user|group)_)?policy|kms_key_policy|secretsmanager_secret_policy|s3_bucket_policy|s3control_(object_lambda_|multi_region_)?access_point_policy)$/;

/** Whether an attribute is always given, also where the plan does not hold what it was made of. */
function isRequired({ type, mode }: Resource, attribute: string): boolean {
  if (mode === "data") return false;
  return attribute === "policy"
    ? ONLY_A_POLICY.test(type)
    : type === "aws_iam_role" && attribute === "assume_role_policy";
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

/** Policies in blocks of which nothing is known, not even how many there are. */
export function openBlocks(side: Side, name: string, references: readonly string[]): PolicySource {
  const { kind, ...source } = unknownPolicy(side, name, references);
  void kind;
  return source;
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

const statements: Readonly<Record<string, readonly object[]>> = TEXTS.statements;
const harmless: ReadonlySet<string> = new Set(TEXTS.harmless);
const read = new Map<string, PolicySource>();

/**
 * A managed policy that is no resource of the plan. Those of AWS are public: of each the statements are known that give a
 * secret away, or that let give it away; the others can read nothing.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function outsidePolicy(arn: string): PolicySource {
  const known = read.get(arn);
  if (known) return known;
  const [, partition, name = arn] = /^arn:([^:]+):iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  const policy = partition === undefined ? undefined : publicPolicy(name, partition);
  if (policy) read.set(arn, policy);
  return policy ?? foreignPolicy(name, reasonFor(name, partition));
}

function publicPolicy(name: string, partition: string): PolicySource | undefined {
  if (harmless.has(name)) return { name, document: NOTHING };
  const Statement = Object.hasOwn(statements, name) ? statements[name] : undefined;
  if (!Statement) return undefined;
  // AWS writes the same policy for each partition, with its ARNs.
  const text = JSON.stringify({ Version: "2012-10-17", Statement });
  return parsed(name, text.replaceAll("arn:aws:", `arn:${partition}:`));
}

const NOTHING: PolicyDocument = parsePolicy({ Version: "2012-10-17", Statement: [] });

function reasonFor(name: string, partition: string | undefined): string {
  return partition === undefined
    ? `${name} is not part of this plan, so what it allows is not known`
    : `${name} of AWS is newer than the texts of ${TEXTS.date} that are known here, so what it allows is not known`;
}

/** Finds the managed policy with an ARN: one of the plan, one of AWS that is known here, else what is unknown. */
export function managedPolicies(side: Side): (arn: string) => PolicySource {
  const resources = [...side.ofType("aws_iam_policy"), ...side.ofType("data.aws_iam_policy")];
  const managed = new Map(
    resources.flatMap((resource): [string, PolicySource][] => {
      const policy = policyIn(side, resource, "policy");
      const arn = side.text(resource, "arn");
      return policy && arn !== undefined ? [[arn, policy]] : [];
    }),
  );
  return (arn) => managed.get(arn) ?? outsidePolicy(arn);
}

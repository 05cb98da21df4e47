import { parseTemplateJson } from "../plan/template-json";

/** Gives the text of a reference such as `aws_kms_key.key.arn`. */
export type Resolve = (reference: string) => string;

const EXPRESSION = /\$\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}/g;
const REFERENCE =
  /^(?:data\.|local\.|module\.)?[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\d+|"[^"\\]*")\])+$/;

/** Plain text of an argument of `cdk.tf.json`, its references filled in. */
export function fillIn(template: string, resolve: Resolve): string {
  return template
    .split("$${")
    .map((part) => fillInText(part, resolve))
    .join("${");
}

/**
 * The JSON of an argument of `cdk.tf.json`, its references filled in.
 *
 * @returns nothing when it is no JSON even so
 */
export function fillInJson(template: string, resolve: Resolve): unknown {
  const fill = (part: unknown): unknown => {
    if (typeof part === "string") return fillInText(part, resolve);
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) => [fillInText(key, resolve), fill(value)]),
    );
  };
  return fill(parseTemplateJson(template));
}

/** The reference that is all of the template, as in `${data.aws_iam_policy_document.read.json}`. */
export function soleReference(template: string): string | undefined {
  const [, inner = ""] = /^\$\{([^{}]*)\}$/.exec(template) ?? [];
  return REFERENCE.test(inner) ? inner : undefined;
}

function fillInText(text: string, resolve: Resolve): string {
  return text.replace(EXPRESSION, (whole, inner: string) => {
    const expression = inner.trim();
    if (REFERENCE.test(expression)) return resolve(expression);
    // A policy variable, or a dollar that cdktf writes as an expression.
    if (/^(?:[A-Za-z0-9-]+:|[*?$]$)/.test(expression)) return whole;
    const [, quoted] = /^"(\$+)"$/.exec(expression) ?? [];
    return quoted ?? "${known after apply}";
  });
}

/** Stands in a text for what only the apply tells and what nothing is known of. */
export const KNOWN_AFTER_APPLY = "${known after apply}";

/** Gives the text of a reference such as `aws_kms_key.key.arn`. */
type Resolve = (reference: string) => string;

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
 * @returns nothing when it is not JSON even so
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

/** Stand for an expression inside a text while the text around it is read as JSON. */
const OPEN = "\uE000";
const CLOSE = "\uE001";

/**
 * Reads JSON that holds Terraform expressions, as in an argument of `cdk.tf.json`: every expression stays a text,
 * `${aws_kms_key.key.arn}`, and what is escaped for Terraform (`$${`) is what it stands for.
 *
 * @returns nothing when it is not JSON even so
 */
export function parseTemplateJson(template: string): unknown {
  const expressions: string[] = [];
  const text = replaceExpressions(template, (expression, quoted) => {
    expressions.push(expression);
    const marker = `${OPEN}${expressions.length - 1}${CLOSE}`;
    return quoted ? marker : `"${marker}"`;
  });
  if (text === undefined) return undefined;
  const restore = (part: string): string =>
    part.replace(/\uE000(\d+)\uE001/g, (_marker, index: string) => {
      return `\${${expressions[Number(index)] ?? ""}}`;
    });
  try {
    return JSON.parse(text, (_name, part: unknown) =>
      typeof part === "string" ? restore(part) : part,
    ) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a text of {@link parseTemplateJson} holds an expression. */
export function holdsExpression(text: string): boolean {
  return text.includes("${");
}

function fillInText(text: string, resolve: Resolve): string {
  return text.replace(EXPRESSION, (whole, inner: string) => {
    const expression = inner.trim();
    if (REFERENCE.test(expression)) return resolve(expression);
    // A policy variable, or a dollar that cdktf writes as an expression.
    if (/^(?:[A-Za-z0-9-]+:|[*?$]$)/.test(expression)) return whole;
    const [, quoted] = /^"(\$+)"$/.exec(expression) ?? [];
    return quoted ?? KNOWN_AFTER_APPLY;
  });
}

function replaceExpressions(
  template: string,
  replace: (expression: string, quoted: boolean) => string,
): string | undefined {
  let text = "";
  let quoted = false;
  for (let at = 0; at < template.length; at += 1) {
    const three = template.slice(at, at + 3);
    if (three === "$${" || three === "%%{") {
      text += three.slice(1);
      at += 2;
    } else if (three.startsWith("${")) {
      const end = endOfExpression(template, at + 2);
      if (end === undefined) return undefined;
      text += replace(template.slice(at + 2, end), quoted);
      at = end;
    } else if (three.startsWith("%{")) {
      // Directives write text that is not here.
      return undefined;
    } else if (quoted && three.startsWith("\\")) {
      text += three.slice(0, 2);
      at += 1;
    } else {
      if (three.startsWith('"')) quoted = !quoted;
      text += three.slice(0, 1);
    }
  }
  return text;
}

/** Where the expression that starts at `start` ends: at its own brace, not at one of a text or block inside. */
function endOfExpression(template: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < template.length; at += 1) {
    const character = template[at];
    if (quoted) {
      if (character === "\\") at += 1;
      else if (character === '"') quoted = false;
      else if (template.startsWith("${", at) && template[at - 1] !== "$") {
        const end = endOfExpression(template, at + 2);
        if (end === undefined) return undefined;
        at = end;
      }
    } else if (character === '"') quoted = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return undefined;
}

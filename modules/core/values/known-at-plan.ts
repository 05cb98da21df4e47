import { TerraformElement, TerraformResource, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { constructsIn, isObject, resolved } from "../elements";
import { PlainText } from "../plain-text";
import { endOfQuotes, expressionsIn, splitTemplate, stringTokensIn } from "../templates";

/** What is known of a value before anything is made. */
export interface KnownAtPlan {
  /** Expressions of Terraform whose results are in the code of no one: what variables, locals and data sources say. */
  readonly expressions: readonly string[];
  /** What the code says in locals that Terraform does not know in full before. */
  readonly texts: readonly string[];
}

/**
 * What Terraform knows of `value` while it plans, beside what stands in it. What a resource or a module says may become known
 * only as they are made; an expression with some of that, and a local, are taken apart.
 *
 * @param scope where `value` is used
 */
export function knownAtPlan(scope: Construct, value: unknown): KnownAtPlan {
  const stack = TerraformStack.of(scope);
  // Of its tokens alone: other text is no template, whatever it looks like.
  const all = new Set(stringsIn(resolved(scope, tokensIn(value))).flatMap(expressionsIn));
  const texts = new Set<string>();
  const expressions = [...all]
    .filter((one) => referencesIn(one).length > 0)
    .flatMap((one) => (isKnown(stack, one, new Set()) ? [one] : partsOf(stack, one, texts)));
  return { expressions: [...new Set(expressions)].sort(), texts: [...texts].sort() };
}

/**
 * What is known of what goes into an expression that is not known in full. A local is not referred to then: what it holds may
 * wait for the guard.
 *
 * @param texts gets what the code says in locals on the way
 */
function partsOf(stack: TerraformStack, expression: string, texts: Set<string>): readonly string[] {
  return referencesIn(expression).flatMap((reference) => {
    // A name by which a part is looked up may not be there.
    if (isKnown(stack, reference, new Set())) return `try(${reference}, null)`;
    const [root = "", name = "", ...steps] = reference.split(".");
    const block = root === "local" ? blockAt(stack, ["locals", name]) : undefined;
    if (block === undefined) return [];
    const part = partOf(block, steps);
    const text = JSON.stringify(part);
    if (texts.has(text)) return [];
    texts.add(text);
    return stringsIn(part)
      .flatMap(expressionsIn)
      .flatMap((one) => partsOf(stack, one, texts));
  });
}

/** As far as the code tells what the part is. */
function partOf(block: unknown, [step, ...further]: readonly string[]): unknown {
  const part = step !== undefined && isObject(block) ? block[step] : undefined;
  return part === undefined ? block : partOf(part, further);
}

function tokensIn(value: unknown): readonly unknown[] {
  if (typeof value === "string") return stringTokensIn(PlainText.replace(value));
  if (typeof value === "number") return Token.isUnresolved(value) ? [value] : [];
  if (!isObject(value)) return [];
  // A list or a map that is one token looks like a list or a map with that in it.
  if (Token.isUnresolved(value)) return [value];
  return Object.entries(value).flatMap(([name, one]) => [...tokensIn(name), ...tokensIn(one)]);
}

/** Functions whose results Terraform leaves open in a plan. */
const OPEN = /\b(?:bcrypt|timestamp|uuid)\(/;
const REFERENCE = /(?<![\w.\])"-])[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+/g;
/** What a `for` calls the items that it goes through. */
const ITEMS = /\bfor\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\b/g;
const DIRECTIVE = /%\{([^}]*)\}/g;
/** The beginning of what takes a part of something by its name. */
const TAKES = /(?:(?<=[\w)\]])\[|\blookup\([\w.-]+,)\s*$/;

function referencesIn(expression: string): readonly string[] {
  const { code, within } = withoutTexts(expression);
  const items = new Set([...code.matchAll(ITEMS)].flatMap(([, ...names]) => names));
  const own = code.match(REFERENCE) ?? [];
  return [...own, ...within.flatMap(referencesIn)].filter(
    (reference) => !items.has(reference.replace(/\..*/, "")),
  );
}

/**
 * An expression with each text in quotes left out, and what stands in their templates. A name by which a part is taken
 * becomes a step: `local.a.b` of `local.a["b"]` and of `lookup(local.a, "b")`.
 */
function withoutTexts(expression: string): {
  readonly code: string;
  readonly within: readonly string[];
} {
  const within: string[] = [];
  let code = "";
  for (let at = 0; at < expression.length; at += 1) {
    if (expression[at] !== '"') {
      code += expression[at];
      continue;
    }
    const end = endOfQuotes(expression, at + 1);
    const quoted = expression.slice(at + 1, end);
    at = end;
    code =
      /^[A-Za-z_][\w-]*$/.test(quoted) && TAKES.test(code) ? stepped(code, quoted) : `${code}""`;
    for (const [index, part] of splitTemplate(quoted).entries()) {
      if (index % 2 === 1) within.push(part);
      else within.push(...[...part.matchAll(DIRECTIVE)].map(([, directive = ""]) => directive));
    }
  }
  return { code, within };
}

function stepped(code: string, name: string): string {
  return code.replace(TAKES, (taking) =>
    taking.startsWith("[") ? `.${name}[` : taking.replace(/,\s*$/, `.${name}, `),
  );
}

/** @param passed locals and data sources on the way here */
function isKnown(stack: TerraformStack, expression: string, passed: ReadonlySet<string>): boolean {
  if (OPEN.test(expression)) return false;
  return referencesIn(expression).every((reference) => {
    const [root = "", first = "", second = ""] = reference.split(".");
    if (["var", "path", "terraform"].includes(root)) return true;
    if (root === "local") return isBlockKnown(stack, ["locals", first], passed);
    return root === "data" && isBlockKnown(stack, ["data", first, second], passed);
  });
}

/** Whether all that a block of the stack is made of is known at plan; nothing is said of one that cdktf has no element for. */
function isBlockKnown(
  stack: TerraformStack,
  place: readonly string[],
  passed: ReadonlySet<string>,
): boolean {
  const key = place.join(".");
  if (passed.has(key)) return true;
  const block = blockAt(stack, place);
  if (block === undefined) return false;
  // Terraform reads a data source that waits for something only when that is done.
  if (isObject(block) && block["depends_on"] !== undefined) return false;
  const further = new Set([...passed, key]);
  return stringsIn(block)
    .flatMap(expressionsIn)
    .every((one) => isKnown(stack, one, further));
}

function blockAt(stack: TerraformStack, place: readonly string[]): unknown {
  for (const element of constructsIn(stack)) {
    // Not by `instanceof`: a provider's package may bring a copy of cdktf of its own.
    if (!TerraformElement.isTerraformElement(element)) continue;
    // None is a local or a data source, and guards find their addresses by this.
    if (TerraformResource.isTerraformResource(element)) continue;
    if (element.friendlyUniqueId !== place.at(-1)) continue;
    const rendered = resolved(element, element.toTerraform());
    const block = place.reduce<unknown>(
      (inner, name) => (isObject(inner) ? inner[name] : undefined),
      rendered,
    );
    if (block !== undefined) return block;
  }
  return undefined;
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

import { TerraformElement, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { constructsIn, isObject, resolved } from "../elements";
import { PlainText } from "../plain-text";
import { expressionsIn, stringTokensIn } from "../templates";

/**
 * The Terraform expressions in `value` whose results are in the code of no one, and which Terraform knows while it plans: what
 * variables, locals and data sources say. What a resource or a module says may become known only as they are made.
 *
 * @param scope where `value` is used
 */
export function expressionsKnownAtPlan(scope: Construct, value: unknown): readonly string[] {
  const stack = TerraformStack.of(scope);
  // Of its tokens alone: other text is no template, whatever it looks like.
  const expressions = stringsIn(resolved(scope, tokensIn(value))).flatMap(expressionsIn);
  return [...new Set(expressions)]
    .filter((one) => referencesIn(one).length > 0 && isKnown(stack, one, new Set()))
    .sort();
}

function tokensIn(value: unknown): readonly unknown[] {
  if (typeof value === "string") return stringTokensIn(PlainText.replace(value));
  if (typeof value === "number") return Token.isUnresolved(value) ? [value] : [];
  if (!isObject(value)) return [];
  // A list or a map that is one token looks like a list or a map with that in it.
  if (Token.isUnresolved(value)) return [value];
  return Object.entries(value).flatMap(([name, one]) => [...tokensIn(name), ...tokensIn(one)]);
}

const QUOTED_TEXT = /"(?:\\.|[^"\\$])*"/g;
/** Functions whose results Terraform leaves open in a plan. */
const OPEN = /\b(?:bcrypt|timestamp|uuid)\(/;
const REFERENCE = /(?<![\w.\])"-])[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+/g;

function referencesIn(expression: string): readonly string[] {
  return expression.replace(QUOTED_TEXT, '""').match(REFERENCE) ?? [];
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

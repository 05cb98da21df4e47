import { TerraformStack, Token, type IResolvable, type IResolveContext } from "cdktf";
import type { IConstruct } from "constructs";
import type { Provided } from "./elements";
import { STRING_TOKENS } from "./templates";

/** What of a text cdktf may read as a token: its own marks, and anything that looks like a number that is one. */
const MAY_BE_TOKEN = /TfToken\[|[-|\d.+]e[-|\d.eE+]/;

// Once: it is asked of every text, and each name that cdktf exports is a function, which asks the next one.
const { ANY_MAP_TOKEN_VALUE, NUMBER_MAP_TOKEN_VALUE, STRING_MAP_TOKEN_VALUE } = Token;

/** Has all that `resource` renders resolved by {@link quickly}. */
export function renderQuickly(resource: Provided): void {
  const render: unknown = Reflect.get(resource, "toTerraform");
  if (typeof render !== "function" || renders.has(resource)) return;
  renders.set(resource, render);
  Object.defineProperty(resource, "toTerraform", {
    configurable: true,
    value: (): object => quickly(render.call(resource) as object),
  });
}

/**
 * Has what an element renders resolved in one walk, of which cdktf sees only what may hold a token.
 *
 * cdktf resolves it three times, and makes two contexts for each field, although most fields are plain: with ten secrets a
 * service that is a third of the time that synthesis takes. What is rendered stays the object that it was, for everybody who
 * reads it.
 */
export function quickly<T extends object>(rendered: T): T {
  if ("resolve" in rendered || !Object.isExtensible(rendered)) return rendered;
  const resolve = (context: IResolveContext): unknown => resolveRendered(rendered, context);
  // Not enumerable: only cdktf, which asks for it by name, sees it.
  return Object.defineProperty(rendered, "resolve", { value: resolve });
}

/** What an element renders by, its own or what it did before. */
export function renderOf(element: object): unknown {
  return renders.get(element) ?? Reflect.get(element, "toTerraform");
}

const renders = new WeakMap<object, unknown>();

function resolveRendered(rendered: object, context: IResolveContext): object | undefined {
  const plain = { ...rendered };
  try {
    const resolved = resolveQuickly(plain, context);
    if (!context.preparing && isStackAlone(context.scope)) finish(resolved as Rendered);
    return instead(resolved, context);
  } catch {
    // Once more, for cdktf to say where it stands.
    return plain;
  }
}

/** Has cdktf take `resolved` as it is: what a token returns would be resolved once more. */
function instead(resolved: unknown, context: IResolveContext): undefined {
  context.registerPostProcessor({ postProcess: () => resolved });
}

/** What an element renders: blocks by their kind, such as `resource`, then by type and by name. */
type Rendered = Readonly<Record<string, Readonly<Record<string, Record<string, object>>>>>;

/** Has cdktf, which merges what all elements of a stack render and resolves it anew, leave the resolved blocks alone. */
function finish({ resource, data, ephemeral }: Rendered): void {
  for (const block of [resource, data, ephemeral].flatMap((types) => Object.values(types ?? {}))) {
    for (const [name, resolved] of Object.entries(block)) {
      const resolve = (context: IResolveContext): undefined => instead(resolved, context);
      block[name] = Object.defineProperty({ ...resolved }, "resolve", { value: resolve });
    }
  }
}

/** Whether `scope` is a stack that no override of its own is merged into. */
function isStackAlone(scope: IConstruct): boolean {
  if (!TerraformStack.isStack(scope)) return false;
  return Object.keys(Reflect.get(scope, "rawOverrides") as object).length === 0;
}

/** The same as `context.resolve(value)`, which makes two contexts for each field. */
export function resolveQuickly(value: unknown, context: IResolveContext): unknown {
  if (typeof value === "string") return isPlainText(value) ? value : resolveText(value, context);
  if (typeof value === "boolean" || value === undefined || value === null) return value;
  if (typeof value !== "object") return isPlainNumber(value) ? value : context.resolve(value);
  return Array.isArray(value) ? resolveItems(value, context) : resolveFields(value, context);
}

const ownTokens = new Map<string, IResolvable>();

/** `token` as a text, which {@link resolveQuickly} resolves without cdktf's way through every text. */
export function quickText(token: IResolvable): string {
  const text = Token.asString(token);
  ownTokens.set(text, token);
  return text;
}

function resolveText(text: string, context: IResolveContext): unknown {
  const whole = ownTokens.get(text);
  if (whole) return resolveQuickly(whole.resolve(context), context);
  let areAllOwn = true;
  const resolved = text.replace(STRING_TOKENS, (token) => {
    const part: unknown = ownTokens.get(token)?.resolve(context);
    areAllOwn &&= typeof part === "string" && isPlainText(part);
    return String(part);
  });
  return areAllOwn && isPlainText(resolved) && !isExpression(text)
    ? resolved
    : context.resolve(text);
}

/** Whether tokens may stand within an expression of its author's, where they have no braces of their own. */
function isExpression(text: string): boolean {
  return /[$%]\{/.test(text.replace(STRING_TOKENS, ""));
}

function resolveItems(items: readonly unknown[], context: IResolveContext): unknown {
  const resolved: unknown[] = [];
  for (const item of items) {
    // One that stands for the whole list.
    if (typeof item === "number" || (typeof item === "string" && item.includes("#{TfToken["))) {
      return context.resolve(items);
    }
    const value = resolveQuickly(item, context);
    if (value !== undefined) resolved.push(value);
  }
  return resolved;
}

function resolveFields(fields: object, context: IResolveContext): unknown {
  // Resolvables, constructs and dates are of classes.
  const prototype: unknown = Object.getPrototypeOf(fields);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain || "resolve" in fields) return context.resolve(fields);
  const resolved: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (!isPlainText(name)) return context.resolve(fields);
    const value = resolveQuickly(field, context);
    if (value !== undefined) resolved[name] = value;
  }
  return resolved;
}

function isPlainNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && value !== NUMBER_MAP_TOKEN_VALUE;
}

function isPlainText(text: string): boolean {
  return (
    !MAY_BE_TOKEN.test(text) && text !== STRING_MAP_TOKEN_VALUE && text !== ANY_MAP_TOKEN_VALUE
  );
}

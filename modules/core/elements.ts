import {
  dependable,
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  type TerraformElement,
  TerraformLocal,
  TerraformModule,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Tokenization,
  type ITerraformDependable,
} from "cdktf";
import type { IConstruct } from "constructs";

/** What a provider makes or reads. */
export type Provided = TerraformResource | TerraformDataSource;

/** Not by `instanceof`: a provider's package may bring a copy of cdktf of its own. */
export function isProvided(element: unknown): element is Provided {
  return (
    TerraformResource.isTerraformResource(element) ||
    TerraformDataSource.isTerraformDataSource(element)
  );
}

/** All constructs of `stack`, itself first; not those of a stack that stands in it, which is written for itself. */
export function constructsIn(stack: TerraformStack): readonly IConstruct[] {
  const found: IConstruct[] = [stack];
  // Each one's children come behind it, before what comes after it.
  const add = (scope: IConstruct): void => {
    for (const child of scope.node.children) {
      if (TerraformStack.isStack(child)) continue;
      found.push(child);
      add(child);
    }
  };
  add(stack);
  return found;
}

/** The address of what Terraform makes or reads, as it stands in `depends_on` and before the name of an attribute. */
export function addressOf(element: ITerraformDependable): string {
  if (element instanceof TerraformModule) return `module.${element.friendlyUniqueId}`;
  if (!isProvided(element)) return dependable(element);
  const address = `${element.terraformResourceType}.${element.friendlyUniqueId}`;
  return TerraformDataSource.isTerraformDataSource(element) ? `data.${address}` : address;
}

/** An argument as it will be written, by its name in Terraform: what an Aspect or `addOverride` has changed included. */
export function argumentOf(element: TerraformElement, name: string): unknown {
  const inStack = overridesInStack(element);
  if (inStack !== undefined && name in inStack) return inStack[name];
  const overrides = overridesOf(element);
  return name in overrides ? overrides[name] : Reflect.get(element, inputNamed(name));
}

/** Asked for a few names of every resource. */
const inputs = new Map<string, string>();

/** By what a class of a provider's package hands out the argument that it was given. */
function inputNamed(name: string): string {
  const known = inputs.get(name);
  if (known !== undefined) return known;
  const input = `${name.replace(/_(.)/g, (_, first: string) => first.toUpperCase())}Input`;
  inputs.set(name, input);
  return input;
}

function overridesOf(element: IConstruct): Values {
  return Reflect.get(element, "rawOverrides") as Values;
}

/** What `addOverride` of its stack says of a resource. */
function overridesInStack(element: TerraformElement): Values | undefined {
  const { resource } = overridesOf(element.cdktfStack);
  // Asked for an address only where it is needed: it may not be settled yet.
  if (!isObject(resource) || !TerraformResource.isTerraformResource(element)) return undefined;
  const named = resource[element.terraformResourceType];
  const overrides = isObject(named) ? named[element.friendlyUniqueId] : undefined;
  return isObject(overrides) ? overrides : undefined;
}

/** `value` with the Terraform references that its tokens stand for, seen from `scope`. */
export function resolved(scope: IConstruct, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

/** Whether there is something in it that has a name or place: a list has, and a token. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

type Values = Readonly<Record<string, unknown>>;

/** What the code says that a local of a stack is; undefined where there is none. */
export function localNamed(stack: TerraformStack, name: string): unknown {
  const local = constructsIn(stack).find(
    (element): element is TerraformLocal =>
      element instanceof TerraformLocal && element.friendlyUniqueId === name,
  );
  // `expression` of it is a reference to it.
  const rendered = local && (resolved(local, local.toTerraform()) as { readonly locals?: Values });
  return rendered?.locals?.[name];
}

/** What a variable of a stack is where nobody says otherwise; undefined where it has to be said. */
export function defaultOf(stack: TerraformStack, name: string): unknown {
  const variable = constructsIn(stack).find(
    (element): element is TerraformVariable =>
      element instanceof TerraformVariable && element.friendlyUniqueId === name,
  );
  return variable && (resolved(variable, variable.default) ?? undefined);
}

/**
 * What `make` makes, without the stacks of calls that cdktf keeps for each of the lists and blocks that a resource could have: to
 * note them takes longer than all else of it. Where it stands in the app is told by its path.
 */
export function withoutTraces<T>(make: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = (target, below): void => {
    // Only cdktf asks for stacks without a limit: those of errors stay as they are.
    if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) captureStackTrace(target, below);
  };
  try {
    return make();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

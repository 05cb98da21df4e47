import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformStack,
  Tokenization,
  type IResolvable,
  type IResolveContext,
} from "cdktf";
import type { IConstruct } from "constructs";
import { addressOf, constructsIn } from "./elements";
import { ValidationError } from "./problems";
import { ofThisApp } from "./prop-types";

/** Why one stack needs another. */
interface Need {
  /** Construct path of what needs. */
  readonly user: string;
  /** Construct path of what it needs. */
  readonly used: string;
}

/** What cdktf keeps in the token of an attribute. */
interface Reference {
  readonly identifier: string;
  readonly originStack: TerraformStack;
}

const declared = new WeakMap<TerraformStack, Map<TerraformStack, Need>>();

/** Has `stack` explain a circle of stacks by the constructs that make it; cdktf names the stacks alone. */
export function explainCircles(stack: TerraformStack): void {
  const add = stack.addDependency.bind(stack);
  stack.addDependency = (dependency) => {
    const other = dependency.node.root === stack.node.root ? undefined : dependency;
    if (other) throw foreign(stack, other);
    if (dependency.dependsOn(stack)) throw circle(stack, dependency);
    add(dependency);
  };
}

function foreign(stack: TerraformStack, other: TerraformStack): ValidationError {
  const { user, used } = needBetween(stack, other);
  const problem = ofThisApp.problem("stack", used);
  return new ValidationError(problem ? [{ path: user, ...problem }] : []);
}

/** Orders the stacks of `user` and `used`, and keeps why, because no reference shows it. */
export function orderStacks(user: IConstruct, used: IConstruct): void {
  const [stack, dependency] = [TerraformStack.of(user), TerraformStack.of(used)];
  const needs = declared.get(stack) ?? new Map<TerraformStack, Need>();
  declared.set(stack, needs);
  if (!needs.has(dependency)) {
    needs.set(dependency, { user: constructOf(user), used: constructOf(used) });
  }
  stack.addDependency(dependency);
}

function circle(stack: TerraformStack, dependency: TerraformStack): ValidationError {
  const stacks = [stack, ...wayBetween(dependency, stack)];
  const needs = stacks.slice(1).map((to, index) => needBetween(stacks[index] ?? stack, to));
  const got = needs.map(({ user, used }) => `${user} needs ${used}`).join(", and ");
  const message = `must need only what other stacks make before it, got a circle of the stacks ${stacks.map(({ node }) => node.path).join(" → ")}: ${got}. Move one of these constructs into the stack of the other, or what both stacks need into a third one.`;
  const problem = { path: stack.node.path, prop: "stack", rule: "stack-circle", message };
  return new ValidationError([problem]);
}

/** The stacks by which `from` depends on `to`, both included. */
function wayBetween(from: TerraformStack, to: TerraformStack): readonly TerraformStack[] {
  if (from === to) return [to];
  const next = from.dependencies.find((stack) => stack === to || stack.dependsOn(to));
  return next ? [from, ...wayBetween(next, to)] : [from];
}

function needBetween(from: TerraformStack, to: TerraformStack): Need {
  const known = declared.get(from)?.get(to) ?? referenceBetween(from, to);
  return known ?? { user: from.node.path, used: `${to.node.path} (\`addDependency\`)` };
}

function referenceBetween(from: TerraformStack, to: TerraformStack): Need | undefined {
  for (const element of elementsOf(from)) {
    const reference = referencesOf(element).find(({ originStack }) => originStack === to);
    if (reference) return { user: constructOf(element), used: ownerOf(reference) };
  }
  return undefined;
}

function ownerOf({ identifier, originStack }: Reference): string {
  const owner = elementsOf(originStack).find((element) =>
    identifier.startsWith(`${addressOf(element)}.`),
  );
  return owner ? constructOf(owner) : `${identifier} of ${originStack.node.path}`;
}

/** The path of the construct that a resource is part of: what the app's author wrote. */
export function constructOf(element: IConstruct): string {
  const { scope } = element.node;
  const isPart =
    TerraformElement.isTerraformElement(element) && scope && !TerraformStack.isStack(scope);
  return isPart ? scope.node.path : element.node.path;
}

function elementsOf(stack: TerraformStack): readonly TerraformElement[] {
  return constructsIn(stack).filter((node) => TerraformElement.isTerraformElement(node));
}

function referencesOf(element: TerraformElement): readonly Reference[] {
  const resolver = new ReferenceCollector(new StringConcat());
  Tokenization.resolve(element.toTerraform(), { scope: element, resolver, preparing: false });
  return resolver.references;
}

class ReferenceCollector extends DefaultTokenResolver {
  public readonly references: Reference[] = [];

  public override resolveToken(
    token: IResolvable,
    ...rest: [
      context: IResolveContext,
      postProcessor: Parameters<DefaultTokenResolver["resolveToken"]>[2],
    ]
  ): unknown {
    if (isReference(token)) this.references.push(token);
    return super.resolveToken(token, ...rest) as unknown;
  }
}

function isReference(token: object): token is Reference {
  const { identifier, originStack } = token as Partial<Reference>;
  return typeof identifier === "string" && TerraformStack.isStack(originStack);
}

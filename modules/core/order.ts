import {
  Aspects,
  dependable,
  TerraformElement,
  TerraformModule,
  TerraformStack,
  Token,
  type IAspect,
  type ITerraformDependable,
} from "cdktf";
import { Node, type IConstruct } from "constructs";
import { AuthorResources, type Named } from "./author-resources";
import { addressOf, constructsIn, isProvided, type Provided } from "./elements";
import { reportProblem } from "./problems";
import { knownList } from "./prop-readers";
import { eitherType, objectType } from "./prop-types";
import { renderQuickly } from "./quick-render";
import { explainCircles, orderStacks } from "./stack-circle";

/** How a prop is read that says what else must be made before. */
export const dependablesProp = knownList(
  eitherType(objectType("a construct", "node"), objectType("a resource", "fqn")),
);

const ID = "order-of-creation";

/**
 * Keeps a stack's order of creation: what a resource waits for besides what it refers to.
 *
 * Terraform sees no reference from a service to its role's policies, and cdktf ignores `node.addDependency`. Both are
 * rendered here, into `depends_on`, behind what the app's author appended to `dependsOn` or set by `addOverride`. What
 * belongs to another stack becomes a dependency between the stacks.
 *
 * It is an element of the stack, because cdktf renders every element once before it orders the stacks, and an Aspect,
 * because Aspects run after that and may add resources and dependencies.
 */
export class OrderOfCreation extends TerraformElement implements IAspect {
  /** That of the stack that `scope` is in. */
  public static of(scope: IConstruct): OrderOfCreation {
    const stack = TerraformStack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return known instanceof OrderOfCreation ? known : new OrderOfCreation(stack, ID);
  }

  private readonly needs = new Map<Provided, (() => readonly ITerraformDependable[])[]>();
  private readonly rendered = new WeakSet<Provided>();
  private readonly unordered = new WeakSet<Provided>();
  private readonly authors: AuthorResources;
  private gate: readonly ITerraformDependable[] = [];
  private isPrepared = false;
  private isVisited = false;
  /** What was found while cdktf prepares the stacks: until Aspects run, nothing is added. */
  private found: Map<Provided, readonly ITerraformDependable[]> | undefined;

  private constructor(
    private readonly stack: TerraformStack,
    id: string,
  ) {
    super(stack, id);
    this.authors = new AuthorResources(
      stack,
      (resource) => this.needs.has(resource) || this.unordered.has(resource),
      () => this.gate,
    );
    Aspects.of(stack).add(this);
    explainCircles(stack);
  }

  /** What an apply that lacks a value stops at; nothing where none is written from a variable. */
  public get stops(): readonly ITerraformDependable[] {
    return this.gate;
  }

  /** Whether all stacks are prepared: what is taken from another one is spelled as it will be written. */
  public get isSettled(): boolean {
    return this.isVisited;
  }

  /** Makes `resource` after what `needed` yields at synthesis, when everything is added. */
  public require(resource: Provided, needed: () => readonly ITerraformDependable[]): void {
    this.needs.set(resource, [...(this.needs.get(resource) ?? []), needed]);
    this.render(resource);
  }

  /**
   * Keeps `resource` out of what `node.addDependency` says of the construct that it is part of. What all else waits for
   * would wait for itself otherwise.
   */
  public exempt(resource: Provided): void {
    this.unordered.add(resource);
  }

  /** Has every resource that the app's author adds to this stack and that names it wait for what it needs. */
  public nameable(named: Named): void {
    this.authors.add(named);
  }

  /** Says what an apply that lacks a value stops at. */
  public stopAt(gate: ITerraformDependable): void {
    this.gate = [gate];
  }

  /** While cdktf prepares the stacks: the last moment at which one can depend on another. */
  public override toTerraform(): object {
    if (!this.isPrepared) {
      this.found = new Map();
      for (const waiter of constructsIn(this.stack).filter(isProvided)) {
        this.render(waiter);
        for (const needed of this.neededBy(waiter)) this.dependOnStackOf(waiter, needed);
      }
      this.isPrepared = true;
    }
    return {};
  }

  /** Sees to every resource, because another Aspect may still order those that were looked at before. */
  public visit(node: IConstruct): void {
    this.authors.forget();
    this.found = undefined;
    this.isVisited = true;
    // Aspects of a stack visit what is in a stack within it, too.
    if (isProvided(node) && node.cdktfStack === this.stack) this.render(node);
  }

  /** Has the addresses appended whenever the resource is rendered, so that `dependsOn` stays the author's own array. */
  private render(waiter: Provided): void {
    if (this.rendered.has(waiter)) return;
    this.rendered.add(waiter);
    renderQuickly(waiter);
    orders.set(waiter, this);
    Object.defineProperty(waiter, "terraformMetaArguments", META_ARGUMENTS);
  }

  /** Those that its class renders, with the addresses. */
  public metaArgumentsOf(waiter: Provided): object {
    const inherited = Object.getPrototypeOf(waiter) as object;
    const meta = Reflect.get(inherited, "terraformMetaArguments", waiter) as {
      readonly dependsOn?: readonly string[];
    };
    bareOverride(waiter);
    const dependsOn = [...bare(meta.dependsOn ?? []), ...this.addressesFor(waiter)];
    return { ...meta, dependsOn: dependsOn.length === 0 ? undefined : dependsOn };
  }

  private addressesFor(waiter: Provided): readonly string[] {
    const addresses = new Set<string>();
    for (const needed of this.neededBy(waiter)) {
      if (!this.isForeign(waiter, needed)) addresses.add(addressOf(needed));
    }
    // Only when the stack is complete, and rendered to be written.
    if (this.isPrepared) {
      for (const needed of this.authors.neededBy(waiter)) addresses.add(addressOf(needed));
    }
    return [...addresses].sort();
  }

  private neededBy(waiter: Provided): readonly ITerraformDependable[] {
    const known = this.found?.get(waiter);
    if (known) return known;
    const needed: ITerraformDependable[] = [];
    for (const produce of this.needs.get(waiter) ?? []) needed.push(...produce());
    if (!this.unordered.has(waiter)) {
      for (const construct of dependenciesOf(waiter)) needed.push(...dependablesIn(construct));
    }
    const others = needed.includes(waiter) ? needed.filter((it) => it !== waiter) : needed;
    this.found?.set(waiter, others);
    return others;
  }

  /** Whether it is made by another stack; then the stacks are in order, or the dependency came too late. */
  private isForeign(waiter: Provided, needed: ITerraformDependable): boolean {
    const stack = stackOf(needed);
    if (stack === undefined || stack === this.stack) return false;
    if (this.isPrepared && !this.stack.dependsOn(stack)) {
      reportProblem(waiter, {
        prop: "node.addDependency",
        rule: "stack-order",
        message: `must be called before synthesis where the other construct (${pathOf(needed)}) is in another stack, got it from an Aspect. Call it where the app is built, or \`addDependency\` of the stack itself.`,
      });
    }
    return true;
  }

  private dependOnStackOf(waiter: Provided, needed: ITerraformDependable): void {
    if (TerraformElement.isTerraformElement(needed) && needed.cdktfStack !== this.stack) {
      orderStacks(waiter, needed);
    }
  }
}

/** What renders the order of a resource. */
const orders = new WeakMap<object, OrderOfCreation>();

/** The same getter for all: with one of its own each would be a dictionary in V8, and code that reads it be compiled anew. */
const META_ARGUMENTS = {
  configurable: true,
  get(this: Provided): object | undefined {
    return orders.get(this)?.metaArgumentsOf(this);
  },
};

/** Terraform wants addresses alone where `fqn`, as it stands, becomes an expression: `${aws_sqs_queue.jobs}`. */
function bare(addresses: readonly string[]): readonly string[] {
  return addresses.map((address) =>
    Token.isUnresolved(address) ? dependable({ fqn: address }) : address,
  );
}

/** Does the same to what `addOverride` was given. */
function bareOverride(waiter: Provided): void {
  const overrides = Reflect.get(waiter, "rawOverrides") as { depends_on?: unknown };
  const { depends_on: given } = overrides;
  if (Array.isArray(given)) overrides.depends_on = bare(given as readonly string[]);
}

/** What of an app's author's `dependsOn` Terraform can wait for: the resources of a construct, or what it names itself. */
export function dependablesOf(needed: IConstruct | ITerraformDependable): ITerraformDependable[] {
  return "node" in needed ? [...dependablesIn(needed)] : [needed];
}

/** What `node.addDependency` said of the construct or of one that it is part of. */
function dependenciesOf(node: IConstruct): readonly IConstruct[] {
  const found: IConstruct[] = [];
  for (let scope: IConstruct | undefined = node; scope; scope = scope.node.scope) {
    for (const needed of scope.node.dependencies) if (!isWithin(node, needed)) found.push(needed);
  }
  return found;
}

function dependablesIn(construct: IConstruct): readonly ITerraformDependable[] {
  return Node.of(construct)
    .findAll()
    .filter(
      (node): node is TerraformElement & ITerraformDependable =>
        isProvided(node) || node instanceof TerraformModule,
    );
}

function isWithin(node: IConstruct, scope: IConstruct): boolean {
  return node.node.scopes.includes(scope);
}

function stackOf(needed: ITerraformDependable): TerraformStack | undefined {
  return TerraformElement.isTerraformElement(needed) ? needed.cdktfStack : undefined;
}

function pathOf(needed: ITerraformDependable): string {
  return TerraformElement.isTerraformElement(needed) ? needed.node.path : needed.fqn;
}

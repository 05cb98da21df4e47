import { TerraformStack, type ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, type PolicyStatement } from "../core";
import { enforceKnown, isUnresolved, physicalName } from "../core/internal";
import { type PolicyOwner, PolicySet } from "./policy-set";
import { policyName } from "./rules";

/** Id of the construct that holds a stack's policies of roles of other stacks. */
const FOREIGN = "policies-of-foreign-roles";

interface Grant {
  readonly name: string;
  readonly statement: PolicyStatement;
  /** What grants. */
  readonly from: IConstruct;
  /** The stack that makes the policy. */
  readonly place: TerraformStack;
}

/**
 * The policies of a role, each in the stack in which it makes no circle.
 *
 * A policy names the role and what the role may do. Where these are made by two stacks, it is made by the stack whose tasks
 * run with the role, because that one needs both anyway; else by the stack of what grants. That tasks of a stack run with the
 * role can become known after a grant: the policies are then made anew, in that stack.
 */
export class RolePolicies {
  private readonly home: TerraformStack;
  private readonly users = new Set<TerraformStack>();
  private readonly sets = new Map<TerraformStack, PolicySet>();
  private grants: Grant[] = [];

  public constructor(private readonly owner: PolicyOwner) {
    this.home = TerraformStack.of(owner.scope);
  }

  /** Adds a statement to the policies called `name`. */
  public add(name: string, statement: PolicyStatement, from: IConstruct): void {
    policyName.enforce(this.owner.scope, "addToPolicy", name);
    if (!enforceKnown(this.owner.scope, "addToPolicy", name)) return;
    const place = this.placeOf(from);
    this.grants.push({ name, statement, from, place });
    this.setIn(place).add(name, statement);
  }

  /** Attaches a managed policy that exists already. */
  public attach(id: string, policyArn: string): void {
    this.setIn(this.home).attach(id, policyArn);
  }

  /** Whether tasks of `stack` are known to run with the role. */
  public isUsedIn(stack: TerraformStack): boolean {
    return this.users.has(stack);
  }

  /** Notes that tasks of `stack` run with the role. */
  public useIn(stack: TerraformStack): void {
    if (this.users.has(stack)) return;
    this.users.add(stack);
    const placed = this.grants.map((grant) => ({ ...grant, place: this.placeOf(grant.from) }));
    if (placed.every(({ place }, index) => place === this.grants[index]?.place)) return;
    this.grants = placed;
    for (const set of this.sets.values()) set.clear();
    for (const { name, statement, place } of placed) this.setIn(place).add(name, statement);
  }

  /** What must exist before a task of `stack` starts with the role, without what only tasks of other stacks need. */
  public dependablesIn(stack: TerraformStack): readonly ITerraformDependable[] {
    return [...this.sets].flatMap(([place, set]) => {
      const near = place === this.home || place === stack;
      const needed = near || !(this.users.has(place) || place.dependsOn(stack));
      return needed ? set.dependables : [];
    });
  }

  /** What of it lets the role read secrets, as far as `stack` makes it. */
  public readPoliciesIn(stack: TerraformStack): readonly ITerraformDependable[] {
    return this.sets.get(stack)?.readPolicies ?? [];
  }

  private placeOf(granting: IConstruct): TerraformStack {
    const from = TerraformStack.of(granting);
    if (from === this.home || this.users.has(from)) return from;
    if (this.isOfOtherAccount(granting)) return this.home;
    if (from.dependsOn(this.home)) return from;
    return this.users.has(this.home) || this.home.dependsOn(from) ? this.home : from;
  }

  /** A role takes policies in its own account only. */
  private isOfOtherAccount(granting: IConstruct): boolean {
    const [own, other] = [this.owner.scope, granting].map((scope) => AwsTarget.of(scope).account);
    return !isUnresolved([own, other]) && own !== other;
  }

  private setIn(stack: TerraformStack): PolicySet {
    const known = this.sets.get(stack);
    if (known) return known;
    const { scope: role } = this.owner;
    const place =
      stack === this.home
        ? { scope: role }
        : { scope: foreignScope(stack, role), stackName: physicalName(stack, 50) };
    const set = new PolicySet(this.owner, place, () => [...this.sets.values()]);
    this.sets.set(stack, set);
    return set;
  }
}

function foreignScope(stack: TerraformStack, role: IConstruct): Construct {
  const all = stack.node.tryFindChild(FOREIGN) ?? new Construct(stack, FOREIGN);
  return new Construct(all as Construct, role.node.path);
}

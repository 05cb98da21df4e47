import { TerraformLocal, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { addressesNamedIn, blocksOf, expressionsOf, type Needs } from "./block-needs";
import { addressOf, constructsIn, isProvided } from "./elements";
import { ValidationError } from "./problems";
import { type Document, jsonOf, whenRendered } from "./rendered";
import { defineRule } from "./rule";
import { constructOf } from "./stack-circle";

const noCircle = defineRule<string>({
  id: "order-circle",
  demands: "wait only for what does not wait for it: Terraform makes nothing of a circle",
  source: "https://developer.hashicorp.com/terraform/internals/graph",
  remedy: "Take one of these dependencies out.",
  broken: (circle) => circle,
});

/**
 * Explains a circle of what the resources of `stack` wait for by the constructs that make it; Terraform lists addresses alone.
 * A reference, `node.addDependency`, `dependsOn` or an override makes one.
 *
 * @throws ValidationError at synthesis
 */
export function guardCircles(stack: TerraformStack): void {
  whenRendered(stack, refuseCircle);
}

function refuseCircle(stack: TerraformStack, document: Document): Document {
  const blocks = blocksOf(document);
  // All that looks like an address is found sooner than what is one.
  const suspects = withoutEnds(needsIn(blocks, jsonOf));
  if (suspects.size === 0) return document;
  const closed = withoutEnds(needsIn(blocks, expressionsOf));
  const circle = shortestCircle(closed);
  if (circle.length > 0) throw explained(stack, circle);
  return document;
}

function needsIn(blocks: ReadonlyMap<string, unknown>, textOf: (block: unknown) => string): Needs {
  return new Map(
    [...blocks].map(([address, block]) => [
      address,
      addressesNamedIn(textOf(block), blocks, address),
    ]),
  );
}

/** What is left when all goes that needs nothing, and then all that needs nothing else, until nothing more goes. */
function withoutEnds(needs: Needs): Needs {
  const users = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [user, needed] of needs) {
    open.set(user, needed.size);
    for (const one of needed) {
      const known = users.get(one);
      if (known) known.push(user);
      else users.set(one, [user]);
    }
  }
  const ends = [...needs.keys()].filter((address) => open.get(address) === 0);
  for (const end of ends) {
    for (const user of users.get(end) ?? []) {
      open.set(user, (open.get(user) ?? 0) - 1);
      if (open.get(user) === 0) ends.push(user);
    }
  }
  const gone = new Set(ends);
  return new Map([...needs].filter(([address]) => !gone.has(address)));
}

function shortestCircle(needs: Needs): readonly string[] {
  let shortest: readonly string[] = [];
  for (const start of [...needs.keys()].sort()) {
    const circle = wayBack(needs, start);
    if (circle.length > 0 && (shortest.length === 0 || circle.length < shortest.length)) {
      shortest = circle;
    }
    if (shortest.length === 2) break;
  }
  return shortest;
}

/** From an address to itself, without the end; empty where there is no way. */
function wayBack(needs: Needs, start: string): readonly string[] {
  const from = new Map<string, string>();
  const waiting = [start];
  for (const address of waiting) {
    for (const needed of [...(needs.get(address) ?? [])].sort()) {
      if (needed === start) return wayTo(address, from);
      if (from.has(needed) || !needs.has(needed)) continue;
      from.set(needed, address);
      waiting.push(needed);
    }
  }
  return [];
}

function wayTo(address: string, from: ReadonlyMap<string, string>): readonly string[] {
  const before = from.get(address);
  return before === undefined ? [address] : [...wayTo(before, from), address];
}

function explained(stack: TerraformStack, circle: readonly string[]): ValidationError {
  const elements = new Map(
    constructsIn(stack).flatMap((node) => {
      const address = nameOf(node);
      return address === undefined ? [] : [[address, node] as const];
    }),
  );
  const steps = circle.map((user, at) =>
    stepBetween(user, circle[(at + 1) % circle.length] ?? user, elements),
  );
  const between = steps.filter(({ user, used }) => user !== used);
  const told = between.length > 0 ? between : steps.map(({ addresses }) => addresses);
  const got = told
    .map(
      ({ user, used, by }) => `${user} waits for ${used}${by === undefined ? "" : ` (\`${by}\`)`}`,
    )
    .join(", and ");
  const declared = told.find(({ by }) => by !== undefined) ?? told[0];
  const problem = noCircle.problem(declared?.by ?? "depends_on", `a circle: ${got}`);
  const path = between.length > 0 ? (declared?.user ?? stack.node.path) : stack.node.path;
  return new ValidationError(problem ? [{ path, ...problem }] : []);
}

interface Step {
  /** Construct path of what waits. */
  readonly user: string;
  /** Construct path of what it waits for. */
  readonly used: string;
  /** How the app's author said so. @default - it is not known */
  readonly by?: string;
}

function stepBetween(
  user: string,
  used: string,
  elements: ReadonlyMap<string, IConstruct>,
): Step & { readonly addresses: Step } {
  const [waiting, needed] = [elements.get(user), elements.get(used)];
  const addresses = { user, used };
  for (const scope of waiting?.node.scopes ?? []) {
    const said = scope.node.dependencies.find((one) => needed?.node.scopes.includes(one));
    if (!said) continue;
    return { user: scope.node.path, used: said.node.path, by: "node.addDependency", addresses };
  }
  const [one, other] = [waiting, needed].map((element) => element && constructOf(element));
  return { user: one ?? user, used: other ?? used, addresses };
}

function nameOf(element: IConstruct): string | undefined {
  if (element instanceof TerraformLocal) return `local.${element.friendlyUniqueId}`;
  return isProvided(element) ? addressOf(element) : undefined;
}

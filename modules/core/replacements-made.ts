import { TerraformResource, type TerraformStack } from "cdktf";
import { isOwn } from "./author-resources";
import { addressOf, constructsIn } from "./elements";
import { OrderOfCreation } from "./order";
import { hashOf } from "./name-digest";
import { type Document, whenRendered } from "./rendered";
import { TerraformData } from "./terraform-data";

const ID = "replacements-made";
const BEGUN = "replacements-begun";

/** Has what goes from `stack` go after everything that comes, and only when that is made. */
export function orderReplacements(stack: TerraformStack): void {
  if (stack.node.tryFindChild(ID) !== undefined) return;
  const made = new TerraformData(stack, ID);
  OrderOfCreation.of(stack).exempt(made);
  whenRendered(stack, (_stack, document) => standLast(made, document));
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;
type Block = Readonly<Record<string, unknown>>;

/** Guards come and go with each new value, and nothing is lost with one. */
const NOTHING_TO_LOSE = "terraform_data";

/**
 * Stands behind all that a stack makes.
 *
 * Of one address Terraform makes the new object first, and deletes the old one only then. What goes from another address it
 * deletes when everything has changed that depended on it: often nothing, and then at once, a live value or a grant before
 * there is another, also when AWS refuses to make that; and a service whose update was refused is in the state as one that
 * depends on what is new already. This depends on all of them in the state, and changes when all that is new has been made and
 * every service has moved.
 *
 * What does not change takes no part in the order. So it changes with the id of another one, which is made anew whenever the
 * code makes other things than the apply before began to: also when a change that AWS refused half-way is taken back.
 *
 * It is not `create_before_destroy`: all that it depends on would be, and AWS makes no second service of one name.
 *
 * It is written as it ends up in the stack, whoever added to that; what something else waits for need not be named again.
 */
function standLast(made: TerraformData, document: Document): Document {
  const stack = made.cdktfStack;
  const resources = (document["resource"] ?? {}) as Blocks;
  const { [NOTHING_TO_LOSE]: data = {} } = resources;
  const { [made.friendlyUniqueId]: block, ...others } = data;
  if (block === undefined) return document;
  const rest = { ...resources, [NOTHING_TO_LOSE]: others };
  const blocks = addressesIn(rest);
  const modules = Object.keys((document["module"] ?? {}) as Block).map((id) => `module.${id}`);
  const behind = waitingFor(addressOf(made), blocks);
  const before = [...blocks].filter(([address]) => !behind.has(address));
  const awaited = new Set(before.flatMap(([, { depends_on }]) => depends_on ?? []));
  const last = [...before.map(([address]) => address), ...modules]
    .filter((address) => !awaited.has(address))
    .sort();
  const own = constructsIn(stack)
    .filter((node) => TerraformResource.isTerraformResource(node))
    .filter((resource) => isOwn(resource) && resource.terraformResourceType !== NOTHING_TO_LOSE)
    .map(addressOf)
    .filter((address) => blocks.has(address));
  if (own.length === 0) return withoutEmpty(document, rest);
  const stops = OrderOfCreation.of(stack).stops.map(addressOf);
  const begun = {
    triggers_replace: [hashOf(own.sort().join("\n"))],
    ...(stops.length === 0 ? {} : { depends_on: stops }),
    // Else the old one would go before the apply can stop for a missing value.
    lifecycle: { create_before_destroy: true },
  };
  const input = { begun: `\${${NOTHING_TO_LOSE}.${BEGUN}.id}` };
  const written = { ...block, input, depends_on: last };
  const all = { ...others, [BEGUN]: begun, [made.friendlyUniqueId]: written };
  return { ...document, resource: { ...rest, [NOTHING_TO_LOSE]: all } };
}

/** What its author has wait for `address`, as far as `depends_on` tells. */
function waitingFor(address: string, blocks: ReadonlyMap<string, Waiting>): ReadonlySet<string> {
  const found = new Set([address]);
  for (const one of found) {
    for (const [waiter, { depends_on: needed }] of blocks) {
      if (Array.isArray(needed) && needed.includes(one)) found.add(waiter);
    }
  }
  return found;
}

interface Waiting {
  readonly depends_on?: unknown;
}

function addressesIn(resources: Blocks): ReadonlyMap<string, Waiting> {
  return new Map(
    Object.entries(resources).flatMap(([type, named]) =>
      Object.entries(named).map(([id, block]) => [`${type}.${id}`, block] as const),
    ),
  );
}

/** With the resources that there are, in the order in which everything was. */
function withoutEmpty(document: Document, resources: Blocks): Document {
  const filled = Object.entries(resources).filter(([, named]) => Object.keys(named).length > 0);
  const kinds = Object.entries({ ...document, resource: Object.fromEntries(filled) });
  return Object.fromEntries(kinds.filter(([kind]) => kind !== "resource" || filled.length > 0));
}

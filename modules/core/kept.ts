import {
  TerraformElement,
  type TerraformResource,
  type TerraformResourceLifecycle,
  type TerraformStack,
} from "cdktf";
import { isOwn } from "./author-resources";
import { argumentOf, constructsIn } from "./elements";
import { describeProblem } from "./problems";
import { defineRule } from "./rule";

const lifecycleKept = defineRule<readonly string[]>({
  id: "lifecycle-kept",
  demands: "keep what the construct needs, because a refused apply would lose a value otherwise",
  source: "decision 13",
  remedy: "Add to the lifecycle, and leave what stands there.",
  broken: (lost) => lost.length > 0 && `one without ${lost.join(" and ")}`,
});

/**
 * Merges the lifecycle that a construct has just given to its resource into every one that is set later, by an Aspect or by
 * hand; a change that takes `create_before_destroy` or `ignore_changes` of it away is refused at synthesis.
 *
 * Every resource of a construct with a lifecycle is made in a call of this: the linter asks for it.
 */
export function keepLifecycle<T extends TerraformResource>(resource: T): T {
  const { lifecycle } = resource;
  const needed = lifecycle ?? {};
  if (Object.hasOwn(resource, "lifecycle")) keepable(resource);
  Object.assign(resource, { [GIVEN]: lifecycle, [NEEDED]: needed });
  if (needed.createBeforeDestroy || needed.ignoreChanges !== undefined) {
    lifecycleKept.enforceAtSynthesis(resource, "lifecycle", () => lost(resource, needed));
  }
  return resource;
}

/** Whether a construct of the library has made it, in a call of {@link keepLifecycle}. */
export function isKept(element: object): boolean {
  return NEEDED in element;
}

/** A resource of which {@link keepLifecycle} merges the lifecycles. */
interface Kept {
  [GIVEN]?: TerraformResourceLifecycle | undefined;
  [NEEDED]?: TerraformResourceLifecycle;
}

const GIVEN = Symbol("lifecycle");
const NEEDED = Symbol("lifecycle of its construct");

/**
 * Has {@link keepLifecycle} find a lifecycle that it can keep, in all resources of a class, or in one.
 *
 * A property of its own that becomes a getter makes a dictionary of a resource, in V8: all code that reads it is slower, and
 * compiled anew. A class has it for all of its resources.
 */
export function keepable(target: object): void {
  Object.defineProperty(target, "lifecycle", {
    configurable: true,
    enumerable: true,
    get(this: Kept) {
      return this[GIVEN];
    },
    set(this: Kept, given: TerraformResourceLifecycle | undefined) {
      this[GIVEN] = this[NEEDED] ? merge(this[NEEDED], given) : given;
    },
  });
}

const nameKept = defineRule<{ readonly kept: unknown; readonly given: unknown }>({
  id: "name-kept",
  demands: "stay what the construct was given, because policies and rules spell the resource by it",
  source: "decision 11",
  remedy: "Give the name by the construct's own prop.",
  broken: ({ kept, given }) => given !== kept && JSON.stringify(given),
});

/**
 * Refuses at synthesis a name of `resource` that an Aspect or `addOverride` has changed: what is spelled by the name would
 * still be about the old one.
 */
export function keepName(
  resource: TerraformResource,
  attribute: "name" | "name_prefix" | "bucket" | "family",
): void {
  const kept = argumentOf(resource, attribute);
  nameKept.enforceAtSynthesis(resource, attribute, () => {
    return { kept, given: argumentOf(resource, attribute) };
  });
}

const writeKept = defineRule<readonly string[]>({
  id: "write-kept",
  demands:
    "stay what the construct was given, because the provider writes the value with every change of it, and nothing would ask for the value; a value that is written there itself stands in cdk.tf.json and in the state",
  source: "decision 14",
  remedy: "Give it by the construct's own prop.",
  broken: (changed) => changed.length > 0 && `another ${changed.join(" and ")}`,
});

/** Refuses at synthesis arguments of `resource` that an Aspect or `addOverride` has changed, where each change is a write. The value never shows. */
export function keepWritten(resource: TerraformResource, ...names: readonly string[]): void {
  const kept = names.map((name) => [name, argumentOf(resource, name)] as const);
  writeKept.enforceAtSynthesis(resource, "arguments", () =>
    kept.flatMap(([name, before]) => (argumentOf(resource, name) === before ? [] : name)),
  );
}

const addressKept = defineRule<{ readonly wanted: string; readonly address: string }>({
  id: "address-kept",
  demands:
    "not be called of a resource of a construct: the construct has used its address by then, and cdktf leaves it as it was without a word",
  source: "https://developer.hashicorp.com/terraform/cdktf/concepts/resources",
  remedy:
    'Where the state has it under another address, `moveFromId("TYPE.NAME")` of the resource moves it.',
  broken: ({ wanted, address }) => wanted !== address && `${wanted}, which stays ${address}`,
});

const withKeptAddresses = new WeakSet<TerraformStack>();

/** Refuses at synthesis an `overrideLogicalId` that had no effect on a resource of the library. */
export function keepAddresses(stack: TerraformStack): void {
  if (withKeptAddresses.has(stack)) return;
  withKeptAddresses.add(stack);
  stack.node.addValidation({
    validate: () =>
      constructsIn(stack).flatMap((element) => {
        const wanted: unknown = Reflect.get(element, "_logicalIdOverride");
        if (typeof wanted !== "string" || !TerraformElement.isTerraformElement(element)) return [];
        if (!isOwn(element)) return [];
        const given = { wanted, address: element.friendlyUniqueId };
        const problem = addressKept.problem("overrideLogicalId", given);
        return problem ? [describeProblem({ path: element.node.path, ...problem })] : [];
      }),
  });
}

function merge(
  needed: TerraformResourceLifecycle,
  given: TerraformResourceLifecycle = {},
): TerraformResourceLifecycle {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const all = [needed.ignoreChanges, given.ignoreChanges].includes("all");
  return {
    ...needed,
    ...Object.fromEntries(said),
    ...(all
      ? { ignoreChanges: "all" }
      : both("ignoreChanges", needed.ignoreChanges, given.ignoreChanges)),
    ...both("replaceTriggeredBy", needed.replaceTriggeredBy, given.replaceTriggeredBy),
    ...both("precondition", needed.precondition, given.precondition),
    ...both("postcondition", needed.postcondition, given.postcondition),
  };
}

/** What either says, each once; nothing where neither says anything. */
function both(name: string, ours: unknown, theirs: unknown): Readonly<Record<string, unknown>> {
  const items: unknown[] = [ours ?? [], theirs ?? []].flat();
  return items.length === 0 ? {} : { [name]: [...new Set(items)] };
}

/** A lifecycle as cdktf writes it, or as it is held. */
interface Rendered {
  readonly create_before_destroy?: unknown;
  readonly ignore_changes?: unknown;
}

/** What is missing in the lifecycle as it will stand in `cdk.tf.json`, overrides included. */
function lost(resource: TerraformResource, needed: TerraformResourceLifecycle): string[] {
  const { create_before_destroy: order, ignore_changes: ignored } = rendered(resource);
  const missing = [needed.ignoreChanges ?? []]
    .flat()
    .filter((name) => ignored !== "all" && !(Array.isArray(ignored) && ignored.includes(name)));
  return [
    ...(needed.createBeforeDestroy && order !== true ? ["create_before_destroy"] : []),
    ...missing.map((name) => `ignore_changes of ${name}`),
  ];
}

function rendered(resource: TerraformResource): Rendered {
  const overrides = Reflect.get(resource, "rawOverrides") as object;
  if (!("lifecycle" in overrides)) {
    // As it is: rendering each resource once more would take as long as cdktf's own rendering.
    const { createBeforeDestroy, ignoreChanges } = resource.lifecycle ?? {};
    return { create_before_destroy: createBeforeDestroy, ignore_changes: ignoreChanges };
  }
  const { terraformResourceType: type, friendlyUniqueId: id } = resource;
  const document = resource.toTerraform() as {
    readonly resource?: Record<string, Record<string, { readonly lifecycle?: Rendered }>>;
  };
  return document.resource?.[type]?.[id]?.lifecycle ?? {};
}

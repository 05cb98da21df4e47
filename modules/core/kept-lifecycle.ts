import type { TerraformResource, TerraformResourceLifecycle } from "cdktf";
import { describeFinding } from "./problems";
import { defineRule } from "./rule";

/** What of a resource's lifecycle its construct relies on. */
export interface NeededLifecycle {
  readonly createBeforeDestroy?: boolean;
  readonly ignoreChanges?: readonly string[];
}

const lifecycleKept = defineRule<readonly string[]>({
  id: "lifecycle-kept",
  demands: "keep what the construct needs, because a refused apply would lose a value otherwise",
  source: "decision 13",
  remedy: "Add to the lifecycle, and leave what stands there.",
  broken: (lost) => lost.length > 0 && `one without ${lost.join(" and ")}`,
});

/**
 * Merges what the construct needs into every lifecycle that is set later, by an Aspect or by hand; an override that takes
 * it away is refused at synthesis.
 */
export function keepLifecycle(resource: TerraformResource, needed: NeededLifecycle): void {
  let lifecycle = merge(needed, resource.lifecycle);
  Object.defineProperty(resource, "lifecycle", {
    configurable: true,
    enumerable: true,
    get: () => lifecycle,
    set: (given: TerraformResourceLifecycle | undefined) => {
      lifecycle = merge(needed, given);
    },
  });
  resource.node.addValidation({
    validate: () => {
      const problem = lifecycleKept.problem("lifecycle", lost(resource, needed));
      return problem ? [describeFinding(problem)] : [];
    },
  });
}

function merge(
  { createBeforeDestroy, ignoreChanges = [] }: NeededLifecycle,
  given: TerraformResourceLifecycle = {},
): TerraformResourceLifecycle {
  const theirs = given.ignoreChanges ?? [];
  const all = theirs === "all" ? theirs : [...new Set([...ignoreChanges, ...theirs])];
  return {
    ...given,
    ...(createBeforeDestroy && given.createBeforeDestroy === undefined && { createBeforeDestroy }),
    ...(all.length > 0 && { ignoreChanges: all }),
  };
}

interface Rendered {
  readonly create_before_destroy?: unknown;
  readonly ignore_changes?: unknown;
}

/** What is missing in the lifecycle as it will stand in `cdk.tf.json`, overrides included. */
function lost(resource: TerraformResource, needed: NeededLifecycle): string[] {
  const { terraformResourceType: type, friendlyUniqueId: id } = resource;
  const document = resource.toTerraform() as {
    readonly resource?: Record<string, Record<string, { readonly lifecycle?: Rendered }>>;
  };
  const { create_before_destroy: order, ignore_changes: ignored } =
    document.resource?.[type]?.[id]?.lifecycle ?? {};
  const missing = (needed.ignoreChanges ?? []).filter(
    (name) => ignored !== "all" && !(Array.isArray(ignored) && ignored.includes(name)),
  );
  return [
    ...(needed.createBeforeDestroy && order !== true ? ["create_before_destroy"] : []),
    ...missing.map((name) => `ignore_changes of ${name}`),
  ];
}

import { isObject, listIn, objectIn, own, textIn, type JsonObject } from "./json";
import type { Plan, ResourceChange } from "./plan";

/** A resource as configured, before `count` and `for_each` made instances of it. */
export interface ConfiguredResource {
  /** Without any index. */
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  /** Terraform's expressions by argument: a constant value, or references. */
  readonly expressions: JsonObject;
  /** What an expression refers to, seen from the root of the configuration, through variables of modules. */
  references(expression: unknown): readonly string[];
}

type Resolve = (references: readonly string[]) => readonly string[];

/** A configuration is asked about once for every resource of a plan. */
const known = new WeakMap<Plan, ReadonlyMap<string, ConfiguredResource>>();

/** Every resource of the configuration that a plan was made of, by its address. */
export function configuredResources(plan: Plan): ReadonlyMap<string, ConfiguredResource> {
  const earlier = known.get(plan);
  if (earlier !== undefined) return earlier;
  const root = own(own(plan.raw, "configuration"), "root_module");
  const resources = resourcesIn(root, "", (references) => references, 0);
  const found = new Map(resources.map((resource) => [resource.address, resource]));
  known.set(plan, found);
  return found;
}

/** How the resource of a change is configured. @returns nothing for one that is no longer configured */
export function configurationOf(
  plan: Plan,
  { address }: Pick<ResourceChange, "address">,
): ConfiguredResource | undefined {
  return configuredResources(plan).get(withoutIndexes(address));
}

/** The address of a resource without the indexes of its instances. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

/** Every reference anywhere in an expression, in the words of its module. */
export function referencesIn(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  return Object.entries(expression).flatMap(([name, part]) =>
    name === "references" && Array.isArray(part)
      ? part.filter((reference) => typeof reference === "string")
      : name === "constant_value"
        ? []
        : referencesIn(part),
  );
}

/** Terraform nests modules as deep as it likes; made-up JSON could do so without end. */
const DEEPEST_MODULE = 50;

function resourcesIn(
  module: unknown,
  prefix: string,
  resolve: Resolve,
  depth: number,
): readonly ConfiguredResource[] {
  if (depth > DEEPEST_MODULE) return [];
  const here = listIn(own(module, "resources")).map((resource) => ({
    address: `${prefix}${textIn(own(resource, "address")) ?? ""}`,
    mode: textIn(own(resource, "mode")) ?? "managed",
    type: textIn(own(resource, "type")) ?? "",
    expressions: objectIn(own(resource, "expressions")),
    references: (expression: unknown) => resolve(referencesIn(expression)),
  }));
  const below = Object.entries(objectIn(own(module, "module_calls"))).flatMap(([name, call]) => {
    const inputs = own(call, "expressions");
    const path = `${prefix}module.${name}.`;
    const outwards: Resolve = (references) =>
      references.flatMap((reference) => {
        const [kind, input = ""] = reference.split(".");
        if (kind === "var") return resolve(referencesIn(own(inputs, input)));
        return isAddress(kind) ? [`${path}${reference}`] : [reference];
      });
    return resourcesIn(own(call, "module"), path, outwards, depth + 1);
  });
  return [...here, ...below];
}

/** Whether a reference is to something of the module itself, rather than to `each`, `count`, `path` or `terraform`. */
function isAddress(kind: string | undefined): boolean {
  return !["each", "count", "path", "terraform", "self"].includes(kind ?? "");
}

import {
  configuredResources,
  withoutIndexes,
  type ConfiguredResource,
} from "../plan/configuration";
import { isObject, listIn, own, textIn } from "../plan/json";
import { isMarked } from "../plan/marks";
import type { ResourceChange, StackInput, Values } from "../plan/plan";
import { placeOf } from "./place";
import { standIn, type Place } from "./stand-in";
import { fillIn } from "./templates";

/** A resource as it is on one side of a plan. */
export interface Resource {
  readonly address: string;
  readonly label: string;
  readonly type: string;
  readonly mode: string;
  readonly values: Values;
  /** Terraform's tree of what only the apply tells. @default - everything is known */
  readonly unknown?: unknown;
  /** Whether the plan changes it. */
  readonly changes: boolean;
}

/** All resources before a plan, or after it, and what their attributes are as far as anybody can know. */
export class Side {
  public readonly place: Place;
  private readonly byType = new Map<string, Resource[]>();
  private readonly byAddress = new Map<string, Resource[]>();
  private readonly configured: ReadonlyMap<string, ConfiguredResource>;
  private readonly asked = new Set<string>();

  public constructor(
    private readonly input: StackInput,
    when: "before" | "after",
  ) {
    const { plan } = input;
    this.place = placeOf(plan);
    const configured = [...configuredResources(plan).values()];
    this.configured = new Map(configured.map((one) => [one.address, one]));
    for (const change of plan.changes) {
      const resource = resourceOf(change, when);
      if (resource) this.add(resource);
    }
    for (const resource of dataOfState(plan.raw)) {
      if (!this.byAddress.has(withoutIndexes(resource.address))) this.add(resource);
    }
  }

  /** Every resource of a type, data sources included when they are asked for as `data.<type>`. */
  public ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /**
   * An attribute as text: as planned, else as its configuration tells, else what stands for it. What stays unknown is a
   * `${…}` inside.
   *
   * @returns nothing where it has no value
   */
  public text(resource: Resource, attribute: string): string | undefined {
    const value = own(resource.values, attribute);
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (!this.isUnknown(resource, attribute)) return undefined;
    const key = `${resource.address}.${attribute}`;
    // What refers to itself, in a plan that somebody made up.
    if (this.asked.has(key)) return `\${${key}}`;
    this.asked.add(key);
    try {
      return this.recover(resource, attribute) ?? standIn(resource, attribute, this.place);
    } finally {
      this.asked.delete(key);
    }
  }

  /** Whether only the apply tells an attribute. */
  public isUnknown({ unknown }: Resource, attribute: string): boolean {
    return isMarked(unknown, attribute);
  }

  /** The attribute as synthesized, with its expressions. */
  public template({ address, type, mode }: Resource, attribute: string): unknown {
    // Resources of a module can have the name of one of the stack.
    if (address.startsWith("module.")) return undefined;
    const kind = mode === "data" ? "data" : "resource";
    const name = withoutIndexes(address).split(".").at(-1) ?? "";
    return own(own(own(own(this.input.synthesized, kind), type), name), attribute);
  }

  /** Terraform's expression of an attribute. */
  public expression(resource: Resource, attribute: string): unknown {
    return own(this.configured.get(withoutIndexes(resource.address))?.expressions, attribute);
  }

  /** What an expression of a resource refers to, without those that others of them begin with. */
  public references(resource: Resource, expression: unknown): readonly string[] {
    const all = this.configured.get(withoutIndexes(resource.address))?.references(expression) ?? [];
    return [...new Set(all)].filter(
      (one) =>
        !all.some(
          (other) =>
            other !== one && /^[.[]/.test(other.slice(one.length)) && other.startsWith(one),
        ),
    );
  }

  /** The attribute that a reference such as `aws_kms_key.key.arn` names, with what stays unknown as it is written. */
  public resolve(reference: string): string {
    if (reference.startsWith("local.")) return this.resolveLocal(reference);
    const found = this.find(reference);
    return (found && this.text(found.resource, found.attribute)) ?? `\${${reference}}`;
  }

  /** The one resource that a reference names, and the attribute; nothing where it may be several. */
  public find(
    reference: string,
  ): { readonly resource: Resource; readonly attribute: string } | undefined {
    const [, address = "", attribute = ""] = /^(.*)\.([a-z0-9_]+)$/.exec(reference) ?? [];
    const candidates = this.byAddress.get(withoutIndexes(address)) ?? [];
    const named = candidates.filter((one) => one.address === address);
    const [only, ...more] = named.length > 0 ? named : candidates;
    return only && more.length === 0 ? { resource: only, attribute } : undefined;
  }

  private recover(resource: Resource, attribute: string): string | undefined {
    const template = this.template(resource, attribute);
    if (typeof template === "string") return fillIn(template, (name) => this.resolve(name));
    const expression = this.expression(resource, attribute);
    if (expression === undefined) return undefined;
    const constant = textIn(own(expression, "constant_value"));
    if (constant !== undefined) return constant;
    const references = this.references(resource, expression);
    const [only, ...more] = references;
    if (only !== undefined && more.length === 0) return this.resolve(only);
    return `\${${references.join(", ") || "known after apply"}}`;
  }

  private resolveLocal(reference: string): string {
    const value = own(own(this.input.synthesized, "locals"), reference.slice("local.".length));
    if (typeof value !== "string" || this.asked.has(reference)) return `\${${reference}}`;
    this.asked.add(reference);
    try {
      return fillIn(value, (name) => this.resolve(name));
    } finally {
      this.asked.delete(reference);
    }
  }

  private add(resource: Resource): void {
    const type = resource.mode === "data" ? `data.${resource.type}` : resource.type;
    append(this.byType, type, resource);
    append(this.byAddress, withoutIndexes(resource.address), resource);
  }
}

function resourceOf(change: ResourceChange, when: "before" | "after"): Resource | undefined {
  const { address, label, type, mode, before, after, action, deposed } = change;
  if (deposed !== undefined || mode === "ephemeral") return undefined;
  const changes = action !== "no-op";
  // What Terraform forgets stays in AWS as it is.
  if (when === "before" || action === "forget") {
    return before && { address, label, type, mode, values: before, changes };
  }
  return (
    after && { address, label, type, mode, values: after, unknown: change.afterUnknown, changes }
  );
}

/** Data sources that were read while planning: a plan lists them in its state only. */
function dataOfState(raw: unknown): readonly Resource[] {
  const found: Resource[] = [];
  const visit = (module: unknown): void => {
    for (const resource of listIn(own(module, "resources"))) {
      const values = own(resource, "values");
      const address = textIn(own(resource, "address"));
      const type = textIn(own(resource, "type"));
      if (own(resource, "mode") !== "data" || !isObject(values) || !address || !type) continue;
      found.push({ address, label: address, type, mode: "data", values, changes: false });
    }
    listIn(own(module, "child_modules")).forEach(visit);
  };
  visit(own(own(own(raw, "prior_state"), "values"), "root_module"));
  return found;
}

function append(map: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = map.get(key);
  if (list) list.push(resource);
  else map.set(key, [resource]);
}

import type { AwsPlace } from "../../../../modules/facts";
import {
  canonicalJson,
  configurationOf,
  constantOf,
  fillIn,
  hasMarks,
  isMarked,
  isObject,
  KNOWN_AFTER_APPLY,
  listIn,
  objectIn,
  own,
  ownPath,
  referencesIn,
  textIn,
  textsOf,
  withoutIndexes,
  type ResourceChange,
  type StackInput,
  type Values,
} from "../plan";
import type { Tags } from "../../ways";
import { hiddenReferences, isDynamic } from "./hidden-blocks";
import { type Placed, Places, standIn } from "./place";
import { References } from "./references";

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
  /** Whether the plan makes it, perhaps in place of another one. @default false */
  readonly made?: boolean;
  /** Whether Terraform lets go of it, and it stays in AWS unless something else takes it away. @default false */
  readonly forgotten?: boolean;
}

/** All resources before a plan, or after it, and what their attributes are as far as the plan can tell. */
export class Side {
  /** Where the default provider is. */
  public readonly place: AwsPlace;
  private readonly places: Places;
  private readonly byType = new Map<string, Resource[]>();
  private readonly byAddress = new Map<string, Resource[]>();
  private readonly asked = new Set<string>();
  private readonly followed: References;
  private hidden: readonly string[] | undefined;

  public constructor(
    private readonly input: StackInput,
    when: "before" | "after",
  ) {
    const { plan } = input;
    this.places = new Places(plan);
    this.place = this.places.main;
    this.followed = new References(plan, (address) => this.byAddress.get(address) ?? []);
    for (const change of plan.changes) {
      const resource = resourceOf(change, when);
      if (resource) this.add(resource);
    }
    // Data sources that were read while planning: a plan lists them in its state only.
    for (const { address, type, mode, values } of plan.priorState.resources) {
      if (mode !== "data" || values === undefined) continue;
      if (this.byAddress.has(withoutIndexes(address))) continue;
      this.add({ address, label: address, type, mode, values, changes: false });
    }
  }

  /** What of the place of a resource is taken for that of the default provider, or is made up. @returns nothing where it is known */
  public assumedOf(resource: Placed): string | undefined {
    return this.places.assumed(resource);
  }

  /** Where a resource is: where its provider is, or in a Region of its own. */
  public placeOf(resource: Placed): AwsPlace {
    return this.places.of(resource);
  }

  /** All tags of a resource. @returns nothing where only the apply tells some of them */
  public tags(resource: Resource): Tags | undefined {
    const { values, unknown, address } = resource;
    const [all, given] = [values["tags_all"], values["tags"]];
    if (hasMarks(own(unknown, "tags_all"))) {
      // Without any of its own, and none that its provider gives to everything, it has none.
      const none = given === null || given === undefined;
      const open = hasMarks(own(unknown, "tags")) || this.places.givesTags(address);
      return none && !open ? {} : undefined;
    }
    if (all === undefined && given === undefined) return undefined;
    const tags = Object.entries(objectIn(all ?? given));
    return Object.fromEntries(tags.filter(([, value]) => typeof value === "string")) as Tags;
  }

  /** Every resource of a type, data sources included when they are asked for as `data.<type>`. */
  public ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** The resource with this address. */
  public at(address: string): Resource | undefined {
    return this.byAddress.get(withoutIndexes(address))?.find((one) => one.address === address);
  }

  /**
   * An attribute as text: as planned, else as its configuration tells, else what stands for it. What stays unknown is a
   * `${…}` inside.
   *
   * @returns nothing where it has no value
   */
  public text(resource: Resource, attribute: string): string | undefined {
    const value = own(resource.values, attribute) ?? madeSecretIn(resource.values, attribute);
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (!this.isUnknown(resource, attribute)) return undefined;
    const key = `${resource.address}.${attribute}`;
    // What refers to itself, in a plan that was made up.
    if (this.asked.has(key)) return `\${${key}}`;
    this.asked.add(key);
    try {
      return (
        this.recover(resource, attribute) ?? standIn(resource, attribute, this.placeOf(resource))
      );
    } finally {
      this.asked.delete(key);
    }
  }

  /** Whether only the apply tells an attribute. */
  public isUnknown({ unknown }: Resource, attribute: string): boolean {
    return (
      isMarked(unknown, attribute) ||
      (attribute === MADE_SECRET && hasMarks(own(unknown, "master_user_secret")))
    );
  }

  /** The attribute as synthesized, with its expressions. */
  public template(resource: Resource, attribute: string): unknown {
    const { address, type, mode } = resource;
    // Resources of a module can have the name of one of the stack.
    if (address.startsWith("module.")) return undefined;
    const kind = mode === "data" ? "data" : "resource";
    const name = withoutIndexes(address).split(".").at(-1) ?? "";
    return (
      ownPath(this.input.synthesized, kind, type, name, attribute) ??
      writtenText(this.expression(resource, attribute))
    );
  }

  /** Terraform's expression of an attribute. */
  public expression(resource: Resource, attribute: string): unknown {
    return configurationOf(this.input.plan, resource)?.expressions[attribute];
  }

  /** A list of texts; where only the apply tells some of them, what its expression refers to stands for these. */
  public texts(resource: Resource, attribute: string): readonly string[] {
    const planned = listIn(resource.values[attribute]);
    const known = textsOf(planned);
    const unknown = own(resource.unknown, attribute);
    if (!hasMarks(unknown)) return known;
    // A list that is unknown as a whole does not tell how many it will hold.
    const count = Array.isArray(unknown) ? planned.length - known.length : undefined;
    const references = this.references(
      resource,
      this.expression(resource, attribute),
      attribute,
      count,
    );
    const open = references.filter((reference) => this.isOpen(reference));
    // What is known of a list that is unknown as a whole is not shown either.
    const left = count === undefined || open.length === 0 ? references : open;
    const missing = left.map((reference) => this.resolve(reference));
    return [...new Set([...known, ...(missing.length > 0 ? missing : [KNOWN_AFTER_APPLY])])];
  }

  /**
   * What an expression of a resource refers to: instances with an attribute. Where it refers to locals, or is in a dynamic
   * block, and the plan tells that they can only be made of so many, these stand for them.
   *
   * @param attribute where the expression stands
   * @param count how many different ones there are @default - it is not known
   * @param isFit whether one can stand there at all @default - each can
   */
  public references(
    resource: Resource,
    expression: unknown,
    attribute: string,
    count?: number,
    isFit: (reference: string) => boolean = () => true,
  ): readonly string[] {
    const all = this.followed.of(resource, expression, attribute, count);
    const isLocal = (one: string): boolean => /(?:^|\.)local\./.test(one);
    if (expression !== undefined && !all.some(isLocal)) return all;
    const locals = all.filter(isLocal).map((one) => this.resolveLocal(one));
    if (locals.length > 0 && locals.every((one) => !one.includes("${"))) return all;
    const followed = all.filter((one) => !isLocal(one) && this.isOpen(one));
    const possible = this.followed
      .relevant(attribute)
      .filter((one) => this.isOpen(one) && isFit(one));
    return possible.length === count && followed.every((one) => possible.includes(one))
      ? possible
      : all;
  }

  /**
   * What the blocks of a new resource are made of where a dynamic block makes them, and only the apply tells how many.
   *
   * @returns nothing where none does, as far as the plan tells
   */
  public hiddenBlocks(resource: Resource, block: string): readonly string[] | undefined {
    if (isDynamic(this.input, resource, block)) return [];
    if (this.input.synthesized !== undefined) return undefined;
    this.hidden ??= hiddenReferences(this.input.plan, (reference) => this.isOpen(reference));
    return this.hidden.length === 0 ? undefined : this.hidden;
  }

  /** Whether only the apply tells what a reference is. */
  public isOpen(reference: string): boolean {
    const found = this.find(reference);
    return !found || this.isUnknown(found.resource, found.attribute);
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
    // The secret that AWS makes for a database stands in a block of which there is one at most.
    const plain = reference.replace(MADE_IN_BLOCK, `.${MADE_SECRET}`);
    const [, address = "", attribute = ""] = /^(.*)\.([a-z0-9_]+)$/.exec(plain) ?? [];
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
    const constant = textIn(constantOf(expression));
    if (constant !== undefined) return constant;
    const references = this.apart(
      resource,
      attribute,
      this.references(resource, expression, attribute, 1),
    );
    const [only, ...more] = references;
    if (only !== undefined && more.length === 0) return this.resolve(only);
    const written = references.length > 0 ? references : referencesIn(expression);
    return `\${${written.join(", ") || "known after apply"}}`;
  }

  /**
   * Instances that have as many values between them, and differ in nothing else: which one has which makes no difference.
   */
  private apart(
    resource: Resource,
    attribute: string,
    references: readonly string[],
  ): readonly string[] {
    if (references.length < 2) return references;
    const siblings = this.byAddress.get(withoutIndexes(resource.address)) ?? [];
    const rest = ({ values, unknown }: Resource): string =>
      canonicalJson([{ ...values, [attribute]: null }, unknown]);
    const alike = siblings.every((one) => rest(one) === rest(resource));
    const only = references[siblings.indexOf(resource)];
    return alike && siblings.length === references.length && only !== undefined
      ? [only]
      : references;
  }

  private resolveLocal(reference: string): string {
    const value = ownPath(this.input.synthesized, "locals", reference.slice("local.".length));
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

/** Attribute by which a resource tells the secret that AWS makes for it; that of a database stands in a block. */
const MADE_SECRET = "secret_arn";
const MADE_IN_BLOCK = /\.master_user_secret(?:(?:\[[^\]]*\]|\.\d+)?\.secret_arn)?$/;

function madeSecretIn(values: Values, attribute: string): unknown {
  if (attribute !== MADE_SECRET) return undefined;
  return own(listIn(values["master_user_secret"])[0], attribute);
}

/** Of configuration that is JSON, a plan has the text of expressions, too: as constants that refer to something. */
function writtenText(expression: unknown): unknown {
  if (Array.isArray(expression)) return expression.map(writtenText);
  if (!isObject(expression)) return undefined;
  if (textsOf(expression["references"]).length > 0) return expression["constant_value"];
  return Object.fromEntries(
    Object.entries(expression).map(([name, part]) => [name, writtenText(part)]),
  );
}

function resourceOf(change: ResourceChange, when: "before" | "after"): Resource | undefined {
  const { address, label, type, mode, before, after, action, deposed } = change;
  if (deposed !== undefined || mode === "ephemeral") return undefined;
  const changes = action !== "no-op";
  // What Terraform forgets stays in AWS as it is.
  if (when === "before" || action === "forget") {
    const forgotten = when === "after" && action === "forget";
    return before && { address, label, type, mode, values: before, changes, forgotten };
  }
  const made = action === "create" || action === "replace";
  const unknown = change.afterUnknown;
  return after && { address, label, type, mode, values: after, unknown, changes, made };
}

function append(map: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = map.get(key);
  if (list) list.push(resource);
  else map.set(key, [resource]);
}

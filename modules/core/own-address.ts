import {
  ref,
  type IResolvable,
  type IResolveContext,
  TerraformResource,
  TerraformStack,
  Token,
} from "cdktf";
import type { IConstruct } from "constructs";
import { addressOf } from "./elements";
import { quickText } from "./quick-render";
import { keepable, keepLifecycle } from "./kept";
import { nameDigest } from "./name-digest";
import { type Document, whenRendered } from "./rendered";

/**
 * The same resource, with an address that {@link addressBy} can make its own.
 *
 * Every attribute asks for the address as soon as cdktf is asked for it; here it is spelled when it is written.
 */
export function addressable<A extends readonly unknown[], T extends TerraformResource>(
  type: new (...args: A) => T,
): new (...args: A) => T {
  const Base = type as unknown as new (...args: readonly never[]) => TerraformResource;
  class Addressable extends Base {
    public [PLACE]: Place | undefined = undefined;

    public override get friendlyUniqueId(): string {
      return this[PLACE]?.id ?? super.friendlyUniqueId;
    }

    public override get fqn(): string {
      return this[PLACE]?.fqn ?? super.fqn;
    }

    public override getStringAttribute(attribute: string): string {
      return quickText(new AddressReference(this, attribute));
    }

    public override interpolationForAttribute(attribute: string): IResolvable {
      return new AddressReference(this, attribute);
    }

    public override moveFromId(id: string): void {
      super.moveFromId(id);
      this.spellLate("to");
    }

    public override moveToId(id: string): void {
      super.moveToId(id);
      this.spellLate("from");
    }

    /** One end of a move is its own address, which is known at synthesis, too. */
    private spellLate(end: "from" | "to"): void {
      const moved = Reflect.get(this, "_movedById") as object;
      Object.defineProperty(moved, end, { get: () => addressOf(this) });
    }
  }
  Object.defineProperty(Addressable, "name", { value: type.name });
  keepable(Addressable.prototype);
  return Addressable as unknown as new (...args: A) => T;
}

/**
 * Gives `resource` an address that changes with what AWS cannot change in place: its name, or that of what it is a part of.
 *
 * Under one address Terraform keeps what is replaced as a deposed object, which it deletes at last. If AWS refuses such an
 * apply half-way, the code before it would make the old one again under its name, and then delete it: the live value, or the
 * policy by which a task reads it. At an address of its own the old one is in the state as it was, and stays.
 *
 * Terraform then no longer sees a replacement, so what it must not destroy keeps its plain address: a new name is refused.
 *
 * @param suffix what is appended to the plain address. A function is asked at synthesis
 * @param whole what it is a part of. @default - the main resource of the construct that it stands in
 */
export function addressBy(
  resource: TerraformResource,
  suffix: string | (() => string),
  whole?: IConstruct,
): void {
  const place = new Place(resource, suffix, whole);
  Reflect.set(resource, PLACE, place);
  placesIn(resource.cdktfStack).push(place);
  whenRendered(resource.cdktfStack, tellFormerAddresses);
}

/**
 * Has what comes in the place of `resource` made before it goes, and what has gone from the code go last.
 *
 * Otherwise Terraform destroys first, and waits for no guard: an apply that is refused would have deleted a log group with all
 * its events.
 *
 * @param names by what AWS knows it, or what it is a part of: its own address tells them. @default - its plain address, where
 * the construct path decides the name, or where AWS does not refuse a second one of a name
 */
export function goesLast<T extends TerraformResource>(resource: T, ...names: readonly string[]): T {
  resource.lifecycle = { ...resource.lifecycle, createBeforeDestroy: true };
  if (names.length > 0) addressBy(resource, nameDigest(resource, ...names));
  return keepLifecycle(resource);
}

const PLACE = Symbol("place");

interface Move {
  readonly from: string;
  readonly to: string;
}

/** What `addOverride` was given, as cdktf keeps it. */
interface Overridden {
  readonly rawOverrides: { readonly lifecycle?: { readonly prevent_destroy?: unknown } };
}

/** Where Terraform has a resource. */
class Place {
  /** Where it would be without an address of its own. */
  public readonly plain: string;
  private ownSuffix: string | undefined;
  private ownId = "";
  private reference: string | undefined;

  public constructor(
    public readonly resource: TerraformResource,
    private readonly suffix: string | (() => string),
    private readonly whole: IConstruct | undefined,
  ) {
    this.plain = resource.friendlyUniqueId;
  }

  public get id(): string {
    return this.isHeld ? this.plain : this.own;
  }

  /** From where it would be if it were held and is not, or the other way round. */
  public get move(): Move {
    const { terraformResourceType: type } = this.resource;
    const { id, own, plain } = this;
    return { from: `${type}.${id === plain ? own : plain}`, to: `${type}.${id}` };
  }

  /** Policies that go into another stack are taken back, and what is moved elsewhere is no longer here. */
  public get isThere(): boolean {
    const { id, scope } = this.resource.node;
    const isMoved = Reflect.get(this.resource, "_hasMoved") === true;
    return !isMoved && scope?.node.tryFindChild(id) === this.resource;
  }

  private get own(): string {
    const suffix = typeof this.suffix === "string" ? this.suffix : this.suffix();
    if (this.ownSuffix !== suffix) {
      this.ownSuffix = suffix;
      this.ownId = `${this.plain}_${suffix}`;
    }
    return this.ownId;
  }

  public get fqn(): string {
    return (this.reference ??= quickText(new AddressReference(this.resource)));
  }

  /**
   * Whether Terraform is to refuse that it, or the whole that it is a part of, is destroyed. A part of what stays would be made
   * again at another address where the name is spelled otherwise, and then deleted at its old one: the same part.
   */
  private get isHeld(): boolean {
    if (isHeld(this.resource)) return true;
    const whole = this.whole ?? this.resource.node.scope?.node.defaultChild;
    if (!TerraformResource.isTerraformResource(whole) || whole === this.resource) return false;
    return placeOf(whole)?.isHeld ?? isHeld(whole);
  }
}

/** Whether its code, an override or an Aspect has Terraform refuse to destroy it. */
function isHeld(resource: TerraformResource): boolean {
  const { lifecycle } = (resource as unknown as Overridden).rawOverrides;
  return Boolean(lifecycle?.prevent_destroy ?? resource.lifecycle?.preventDestroy);
}

function placeOf(resource: TerraformResource): Place | undefined {
  return Reflect.get(resource, PLACE) as Place | undefined;
}

const NO_STACK: string[] = [];

/** A resource or one of its attributes, spelled when it is written. */
class AddressReference implements IResolvable {
  public readonly creationStack = NO_STACK;
  public readonly originStack: TerraformStack;
  private foreign: IResolvable | undefined;

  public constructor(
    private readonly resource: TerraformResource,
    private readonly attribute?: string,
  ) {
    this.originStack = resource.cdktfStack;
  }

  public get identifier(): string {
    return this.at(this.resource.friendlyUniqueId);
  }

  public resolve(context: IResolveContext): unknown {
    if (TerraformStack.of(context.scope) !== this.originStack) return this.fromElsewhere(context);
    return context.suppressBraces ? this.identifier : `\${${this.identifier}}`;
  }

  public toString(): string {
    return Token.asString(this);
  }

  public toJSON(): string {
    return "<unresolved-token>";
  }

  /** The stacks' output stays the same under another name, so that a plan of the other stack still finds it. */
  private fromElsewhere(context: IResolveContext): unknown {
    const identifier = this.at(placeOf(this.resource)?.plain ?? this.resource.friendlyUniqueId);
    this.foreign ??= ref(identifier, this.originStack);
    if (context.preparing) {
      this.originStack.registerOutgoingCrossStackReference(identifier).value = this;
    }
    const { suppressBraces } = context;
    const resolved: unknown = this.foreign.resolve(context);
    context.suppressBraces = suppressBraces;
    return resolved;
  }

  private at(id: string): string {
    const { terraformResourceType: type, forEach } = this.resource;
    const address = `${type}.${id}`;
    if (this.attribute === undefined) return address;
    return `${address}${forEach ? ".*" : ""}.${this.attribute}`;
  }
}

const places = new WeakMap<TerraformStack, Place[]>();

/** Those of `stack`. */
function placesIn(stack: TerraformStack): Place[] {
  const made = places.get(stack) ?? [];
  places.set(stack, made);
  return made;
}

/**
 * Tells Terraform where the states of earlier releases have what has an address of its own now, and where a state has what
 * has come under protection, or is no longer under it.
 *
 * Written into what is resolved already: cdktf would take as long for the moves as for the resources.
 */
function tellFormerAddresses(stack: TerraformStack, document: Document): Document {
  const { moved = [] } = document as { readonly moved?: readonly Move[] };
  // Its author says where it was; Terraform takes one place only.
  const told = new Set(moved.map(({ to }) => to));
  const moves = placesIn(stack)
    .filter(({ isThere }) => isThere)
    .map(({ move }) => move)
    .filter(({ to }) => !told.has(to))
    // The order of declaration never shows.
    .sort((a, b) => (a.to < b.to ? -1 : 1));
  return moves.length === 0 ? document : { ...document, moved: [...moved, ...moves] };
}

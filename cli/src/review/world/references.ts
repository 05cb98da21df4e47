import {
  own,
  referencesIn,
  withoutIndexes,
  type ConfiguredModule,
  type JsonObject,
  type Plan,
  type Repetition,
  type Values,
} from "../plan";

/** A resource's instance, as far as references are concerned. */
interface Instance {
  readonly address: string;
  readonly type: string;
  /** What the plan knows of it. @default - nothing */
  readonly values?: Values;
}

/** Finds the instances of a resource by its address without any index. */
type Instances = (address: string) => readonly Instance[];

/** The block whose expression is followed: a resource or the call of a module. */
interface Block {
  readonly scope: Scope;
  /** The index of its instance as it is written: `0`, `"eu"`. @default - it has none */
  readonly key?: string;
  /** @default - neither `count` nor `for_each` */
  readonly repetition?: Repetition;
  /** Of a resource, without any index. @default - it is the call of a module */
  readonly resource?: string;
}

/** An instance of a module. */
interface Scope {
  readonly module: ConfiguredModule;
  /** What addresses in it begin with: `module.service["eu"].`. */
  readonly prefix: string;
  /** Who calls it with which inputs. @default - the root module */
  readonly call?: { readonly block: Block; readonly inputs: JsonObject };
}

/** What is referred to. */
interface Found {
  /** An instance; of a text that cannot be followed, nothing. */
  readonly address?: string;
  /** The rest of the reference: the attribute, if it says one. */
  readonly rest: string;
}

/** Stands for the key of an instance in a text of it. */
const EACH = "\u0000";

const STEP = /^module\.([^.[\]]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\./;
const INDEX = /^\[(?:\d+|"(?:[^"\\]|\\.)*")\]/;

/**
 * Follows the references of expressions to instances of resources, through inputs and outputs of modules, `for_each`,
 * `count` and splats.
 *
 * A plan's configuration has no expressions but what they refer to: which attribute of a whole resource is meant, and
 * which instance, follows from where the expression stands. Locals and dynamic blocks are not in it at all; what they can
 * be made of stands in the plan's list of relevant attributes.
 */
export class References {
  private readonly keys = new Map<string, Set<string | undefined>>();

  public constructor(
    private readonly plan: Plan,
    private readonly instances: Instances,
  ) {
    for (const { address } of plan.changes) {
      let prefix = "";
      for (let step = STEP.exec(address); step !== null;) {
        const [text, name = "", index] = step;
        const module = `${prefix}module.${name}`;
        this.keys.set(module, (this.keys.get(module) ?? new Set()).add(index));
        prefix += text;
        step = STEP.exec(address.slice(prefix.length));
      }
    }
  }

  /**
   * What an expression of a resource refers to, as addresses of instances with an attribute; what cannot be followed, as
   * it is written.
   *
   * @param attribute where it stands: it tells which attribute of a whole resource is meant
   * @param count how many different ones there are @default - it is not known
   */
  public of(
    { address }: Instance,
    expression: unknown,
    attribute: string,
    count?: number,
  ): readonly string[] {
    const block = this.blockOf(address);
    const all = referencesIn(expression);
    const name = (found: readonly Found[]): readonly string[] => [
      ...new Set(found.flatMap((one) => this.named(one, attribute))),
    ];
    const near = name(this.follow(block, all, attribute, true));
    if (count === undefined || near.length === count) return near;
    const wide = name(this.follow(block, all, attribute, false));
    return wide.length === count ? wide : near;
  }

  /** Attributes of planned resources that anything in the configuration is made of, as far as they fit. */
  public relevant(attribute: string): readonly string[] {
    const found = this.plan.relevant.flatMap(({ resource, path }) =>
      this.expand(resource).map((address) => ({ address, rest: path.join(".") })),
    );
    return [...new Set(found.flatMap((one) => this.named(one, attribute)))].filter((one) =>
      fits(attribute, one),
    );
  }

  private follow(
    block: Block,
    references: readonly string[],
    attribute: string,
    near: boolean,
  ): readonly Found[] {
    const keyed = near && references.some((one) => /^(?:each\.key|count\.index)$/.test(one));
    const alike =
      near && references.includes("each.value")
        ? references.filter((one) => this.isRepeatedAlike(block, one))
        : [];
    return longest(references)
      .filter((one) => alike.length === 0 || one !== "each.value")
      .flatMap((one) => this.followOne(block, one, attribute, keyed || alike.includes(one), near));
  }

  /** Whether both are made for each of the same set: `each.value` in an index is then the key. */
  private isRepeatedAlike(block: Block, reference: string): boolean {
    const { scope, repetition } = block;
    const [, module] = /^module\.([^.[\]]+)/.exec(reference) ?? [];
    const [head = ""] = /^(?:data\.)?[A-Za-z][\w-]*\.[A-Za-z_][\w-]*/.exec(reference) ?? [];
    const other = module
      ? scope.module.calls.find(({ name }) => name === module)?.repetition
      : this.plan.configuration.resources.get(withoutIndexes(`${scope.prefix}${head}`))?.repetition;
    const [mine, its] = [repetition, other].map((one) => referencesIn(one?.expression).join());
    return mine !== "" && mine === its && this.isOfSet(block);
  }

  /**
   * Whether the instances of a resource show that `each.value` is their key: a text that is made of it differs from one to
   * another by the key alone. A map may have the key of another one as a value, and a plan does not tell it from a set.
   */
  private isOfSet({ resource = "" }: Block): boolean {
    const configured = this.plan.configuration.resources.get(resource);
    const all = this.instances(resource).map(({ address, values }) => {
      const [, key] = /\["((?:[^"\\]|\\.)*)"\]$/.exec(address) ?? [];
      return { key, values };
    });
    if (all.length < 2) return all.length === 1;
    return Object.entries(configured?.expressions ?? {}).some(([attribute, expression]) => {
      const references = referencesIn(expression);
      const isOfValue = references.includes("each.value");
      if (!isOfValue || !references.every((one) => /^(?:each\.value$|local\.|var\.)/.test(one))) {
        return false;
      }
      const templates = all.map(({ key, values }) => {
        const text = own(values, attribute);
        if (key === undefined || typeof text !== "string" || !text.includes(key)) return undefined;
        return text.replaceAll(key, EACH);
      });
      return templates[0] !== undefined && templates.every((one) => one === templates[0]);
    });
  }

  private followOne(
    block: Block,
    reference: string,
    attribute: string,
    keyed: boolean,
    near: boolean,
  ): readonly Found[] {
    const [kind = "", name = ""] = reference.split(".", 2);
    if (["path", "terraform", "self", "count"].includes(kind) || reference === "each.key")
      return [];
    if (kind === "each") return this.eachValue(block, reference, attribute, near);
    if (kind === "var") return this.input(block.scope, reference, name, attribute, near);
    if (kind === "local") return [{ rest: `${block.scope.prefix}${reference}` }];
    if (kind === "module") return this.outputs(block, reference, attribute, keyed, near);
    return this.resource(block, reference, keyed);
  }

  /** What an instance of `for_each` has of the whole. */
  private eachValue(
    block: Block,
    reference: string,
    attribute: string,
    near: boolean,
  ): readonly Found[] {
    const rest = reference.slice("each.value".length).replace(/^\./, "");
    const all = this.follow(
      { ...block, repetition: undefined },
      referencesIn(block.repetition?.expression),
      attribute,
      near,
    );
    const own = all.filter(
      ({ address = "" }) => block.key !== undefined && address.endsWith(block.key),
    );
    return (own.length > 0 ? own : all).map((found) => ({
      ...found,
      rest: found.rest === "" ? rest : found.rest,
    }));
  }

  private input(
    { call }: Scope,
    reference: string,
    name: string,
    attribute: string,
    near: boolean,
  ): readonly Found[] {
    // The values of the root's variables are in the plan, and what is known is not asked for.
    if (call === undefined) return [];
    const rest = reference.slice(`var.${name}`.length).replace(INDEX, "").replace(/^\./, "");
    const all = this.follow(call.block, referencesIn(call.inputs[name]), attribute, near);
    return all.map((found) => ({ ...found, rest: found.rest === "" ? rest : found.rest }));
  }

  private outputs(
    { scope, key }: Block,
    reference: string,
    attribute: string,
    keyed: boolean,
    near: boolean,
  ): readonly Found[] {
    const [step = "", name = "", index] = STEP.exec(`${reference}.`) ?? [];
    const call = scope.module.calls.find((one) => one.name === name);
    if (!call) return [{ rest: `${scope.prefix}${reference}` }];
    const [output = ""] = reference.slice(step.length).split(/[.[]/, 1);
    const keys = this.keysOf(`${scope.prefix}module.${name}`);
    const wanted = index ?? (keyed && key !== undefined && keys.includes(key) ? key : undefined);
    return (wanted === undefined ? keys : [wanted]).flatMap((one): readonly Found[] => {
      const inside = this.inside(scope, call, one);
      const names = output === "" ? Object.keys(call.module.outputs) : [output];
      const found = names.flatMap((each) =>
        this.follow({ scope: inside }, referencesIn(call.module.outputs[each]), attribute, near),
      );
      // Of a whole module only what can stand there.
      return output === ""
        ? found.filter((each) => this.named(each, attribute).some((text) => fits(attribute, text)))
        : found;
    });
  }

  private resource({ scope, key }: Block, reference: string, keyed: boolean): readonly Found[] {
    const [head = "", type = ""] =
      /^((?:data\.)?[A-Za-z][A-Za-z0-9_-]*\.[A-Za-z_][A-Za-z0-9_-]*)/.exec(reference) ?? [];
    if (head === "" || type === "") return [{ rest: reference }];
    const after = reference.slice(head.length);
    const [index] = INDEX.exec(after) ?? [];
    const rest = after.slice(index?.length ?? 0).replace(/^\./, "");
    const all = this.expand(`${scope.prefix}${head}`);
    const wanted = `${scope.prefix}${head}${index ?? ""}`;
    // Of what is repeated no times, or fewer, there is nothing that could be meant.
    const isRepeated = this.plan.configuration.resources.get(withoutIndexes(wanted))?.repetition;
    if (isRepeated && !(index === undefined ? all.length > 0 : all.includes(wanted))) return [];
    if (index !== undefined) return [{ address: wanted, rest }];
    const own = all.filter((address) => keyed && key !== undefined && address.endsWith(key));
    if (all.length === 0) return [{ rest: `${scope.prefix}${reference}` }];
    return (own.length > 0 ? own : all).map((address) => ({ address, rest }));
  }

  /** The instances of a resource in one instance of its module. */
  private expand(address: string): readonly string[] {
    return this.instances(withoutIndexes(address))
      .map((one) => one.address)
      .filter((one) => one === address || one.startsWith(`${address}[`));
  }

  /** Indexes of the instances of a module, seen from what the plan holds below them; nothing stands for none. */
  private keysOf(address: string): readonly (string | undefined)[] {
    return [...(this.keys.get(address) ?? [])];
  }

  private blockOf(address: string): Block {
    let scope: Scope = { module: this.plan.configuration.root, prefix: "" };
    let rest = address;
    for (let step = STEP.exec(rest); step !== null; step = STEP.exec(rest)) {
      const [text, name = "", index] = step;
      const call = scope.module.calls.find((one) => one.name === name);
      if (!call) break;
      scope = this.inside(scope, call, index);
      rest = rest.slice(text.length);
    }
    const [index] = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.exec(rest) ?? [];
    const resource = withoutIndexes(address);
    const repetition = this.plan.configuration.resources.get(resource)?.repetition;
    return { scope, key: index, repetition, resource };
  }

  private inside(
    scope: Scope,
    { name, module, inputs, repetition }: ConfiguredModule["calls"][number],
    key: string | undefined,
  ): Scope {
    return {
      module,
      prefix: `${scope.prefix}module.${name}${key ?? ""}.`,
      call: { block: { scope, key, repetition }, inputs },
    };
  }

  private named({ address, rest }: Found, attribute: string): readonly string[] {
    if (address === undefined) return [rest];
    const type = typeOf(address);
    return [`${address}.${rest === "" ? wantedOf(attribute, type) : rest}`];
  }
}

/** References without those that others of them begin with. */
function longest(references: readonly string[]): readonly string[] {
  return [...new Set(references)].filter(
    (one) =>
      !references.some(
        (other) => other !== one && /^[.[]/.test(other.slice(one.length)) && other.startsWith(one),
      ),
  );
}

const NAMES = /^(?:role|user|group)(?:s|_name)?$/;
const DOCUMENTS =
  /^(?:policy|assume_role_policy|source_policy_documents|override_policy_documents)$/;
const POLICIES = /^(?:policy_arns?|managed_policy_arns|permissions_boundary)$/;

/** Which attribute of a whole resource can stand in an argument. */
function wantedOf(attribute: string, type: string): string {
  if (NAMES.test(attribute)) return "name";
  if (!DOCUMENTS.test(attribute)) return "arn";
  if (type === "data.aws_iam_policy_document") return "json";
  // What is no policy stands in the text of one by its ARN.
  return /^(?:data\.)?aws_iam_(?:\w+_)?policy$/.test(type) ? "policy" : "arn";
}

/** Whether a reference with an attribute can stand in an argument. */
function fits(attribute: string, reference: string): boolean {
  const [, address = "", last = ""] = /^(.*)\.([a-z0-9_]+)$/.exec(reference) ?? [];
  const type = typeOf(address);
  if (NAMES.test(attribute)) {
    return /^aws_iam_(?:role|user|group)$/.test(type) && /^(?:name|id)$/.test(last);
  }
  if (DOCUMENTS.test(attribute)) return /^(?:json|minified_json|policy)$/.test(last);
  if (POLICIES.test(attribute)) return type === "aws_iam_policy" && /^(?:arn|id)$/.test(last);
  return (
    /^(?:(?:[a-z_]*secret_)?arn|master_user_secret)$/.test(last) ||
    (last === "id" && type === "aws_secretsmanager_secret")
  );
}

/** The type of a resource, `data.` before that of a data source. */
export function typeOf(address: string): string {
  const parts = withoutIndexes(address).split(".");
  const at = parts.length - 2;
  return parts[at - 1] === "data" ? `data.${parts[at] ?? ""}` : (parts[at] ?? "");
}

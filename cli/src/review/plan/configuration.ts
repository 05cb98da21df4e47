import { isObject, listIn, objectIn, own, textIn, type JsonObject } from "../../json";

/** The configuration that a plan was made of, as Terraform's expressions: constants and references, no values. */
export interface Configuration {
  /** Every block of a provider by its key: `aws`, `aws.us`, `module.db:aws`. */
  readonly providers: ReadonlyMap<string, ConfiguredProvider>;
  readonly root: ConfiguredModule;
  /** Every resource of every module by its address without any index. */
  readonly resources: ReadonlyMap<string, ConfiguredResource>;
}

/** The block of a provider. */
interface ConfiguredProvider {
  readonly key: string;
  readonly name: string;
  /** @default - it is the default one of its module */
  readonly alias?: string;
  /** Address of the module it stands in. @default - the root module */
  readonly module?: string;
  readonly expressions: JsonObject;
}

/** A module, before `count` and `for_each` made instances of it. */
export interface ConfiguredModule {
  /** What addresses below begin with: `module.db.`, nothing for the root module. */
  readonly prefix: string;
  readonly resources: readonly ConfiguredResource[];
  readonly variables: ReadonlyMap<string, ConfiguredVariable>;
  /** Expression of each output by its name. */
  readonly outputs: JsonObject;
  readonly calls: readonly ModuleCall[];
}

/** A variable as a module declares it. */
interface ConfiguredVariable {
  readonly sensitive: boolean;
  /** @default - it must be given */
  readonly default?: unknown;
}

/** What `count` or `for_each` of a block says. */
export interface Repetition {
  readonly expression: unknown;
}

/** A `module` block. */
interface ModuleCall {
  readonly name: string;
  /** @default - it is one module */
  readonly repetition?: Repetition;
  /** Expressions by the name of the variable that they go into. */
  readonly inputs: JsonObject;
  readonly module: ConfiguredModule;
}

/** A resource as configured, before `count` and `for_each` made instances of it. */
export interface ConfiguredResource {
  /** Without any index. */
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  /** Key of the block in {@link Configuration.providers} that makes it. */
  readonly provider: string;
  /** @default - it is one resource */
  readonly repetition?: Repetition;
  /** Terraform's expressions by argument: a constant value, or references. */
  readonly expressions: JsonObject;
  /** Its provisioners: Terraform evaluates them when it makes the resource. */
  readonly provisioners: readonly unknown[];
  /** What an expression refers to, seen from the root of the configuration, through variables of modules. */
  references(expression: unknown): readonly string[];
}

type Resolve = (references: readonly string[]) => readonly string[];

/** Reads the `configuration` of a plan's JSON. */
export function readConfiguration(json: unknown): Configuration {
  const providers = Object.entries(objectIn(own(json, "provider_config"))).map(
    ([key, block]): [string, ConfiguredProvider] => [key, readProvider(key, block)],
  );
  const resources = new Map<string, ConfiguredResource>();
  const root = readModule(own(json, "root_module"), "", (references) => references, resources);
  return { providers: new Map(providers), root, resources };
}

/** How the resource with an address is configured. @returns nothing for one that is no longer configured */
export function configurationOf(
  { configuration }: { readonly configuration: Configuration },
  { address }: { readonly address: string },
): ConfiguredResource | undefined {
  return configuration.resources.get(withoutIndexes(address));
}

/** The address of a resource without the indexes of its instances. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

/** The constant that an expression is; nothing where it refers to something. */
export function constantOf(expression: unknown): unknown {
  return own(expression, "constant_value");
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

function readProvider(key: string, block: unknown): ConfiguredProvider {
  const [alias, module] = ["alias", "module_address"].map((name) => textIn(own(block, name)));
  return {
    key,
    name: textIn(own(block, "name")) ?? key,
    ...(alias === undefined ? {} : { alias }),
    ...(module === undefined ? {} : { module }),
    expressions: objectIn(own(block, "expressions")),
  };
}

function readModule(
  json: unknown,
  prefix: string,
  resolve: Resolve,
  all: Map<string, ConfiguredResource>,
): ConfiguredModule {
  const resources = listIn(own(json, "resources")).map((resource) =>
    readResource(resource, prefix, resolve),
  );
  for (const resource of resources) all.set(resource.address, resource);
  const variables = Object.entries(objectIn(own(json, "variables"))).map(
    ([name, variable]): [string, ConfiguredVariable] => [
      name,
      { sensitive: own(variable, "sensitive") === true, default: own(variable, "default") },
    ],
  );
  const outputs = Object.entries(objectIn(own(json, "outputs"))).map(([name, output]) => {
    return [name, own(output, "expression")];
  });
  return {
    prefix,
    resources,
    variables: new Map(variables),
    outputs: Object.fromEntries(outputs) as JsonObject,
    calls: Object.entries(objectIn(own(json, "module_calls"))).map(([name, call]) => {
      const inputs = objectIn(own(call, "expressions"));
      const path = `${prefix}module.${name}.`;
      const module = readModule(own(call, "module"), path, outwards(inputs, path, resolve), all);
      return { name, inputs, module, ...repetitionOf(call) };
    }),
  };
}

function readResource(json: unknown, prefix: string, resolve: Resolve): ConfiguredResource {
  return {
    address: `${prefix}${textIn(own(json, "address")) ?? ""}`,
    mode: textIn(own(json, "mode")) ?? "managed",
    type: textIn(own(json, "type")) ?? "",
    provider: textIn(own(json, "provider_config_key")) ?? "",
    ...repetitionOf(json),
    expressions: objectIn(own(json, "expressions")),
    provisioners: listIn(own(json, "provisioners")),
    references: (expression) => resolve(referencesIn(expression)),
  };
}

function repetitionOf(block: unknown): { readonly repetition?: Repetition } {
  const expression = own(block, "for_each_expression") ?? own(block, "count_expression");
  return expression === undefined ? {} : { repetition: { expression } };
}

/** Turns references of a called module into those of the root: a variable stands for what it is given. */
function outwards(inputs: JsonObject, path: string, resolve: Resolve): Resolve {
  return (references) =>
    references.flatMap((reference) => {
      const [kind, input = ""] = reference.split(".");
      if (kind === "var") return resolve(referencesIn(own(inputs, input)));
      return isAddress(kind) ? [`${path}${reference}`] : [reference];
    });
}

/** Whether a reference is to something of the module itself, rather than to `each`, `count`, `path` or `terraform`. */
function isAddress(kind: string | undefined): boolean {
  return !["each", "count", "path", "terraform", "self"].includes(kind ?? "");
}

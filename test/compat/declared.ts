import { readFileSync } from "node:fs";
import { Token } from "cdktf";

/** A field of a typed config, as the package of the provider's line declares it. */
interface Field {
  /** Its name in Terraform. */
  readonly argument: string;
  readonly type: string;
  readonly isRequired: boolean;
}

type Fields = ReadonlyMap<string, Field>;

/** What a module such as `@cdktf/provider-aws/lib/ecs-service` declares. */
export interface Declared {
  /** Fields by the name of their interface, and by their own, in the spelling of TypeScript. */
  readonly interfaces: ReadonlyMap<string, Fields>;
  /** Type in Terraform, such as `aws_ecs_service` → the interface of its config. */
  readonly configs: ReadonlyMap<string, string>;
}

/** What every resource takes, and Terraform itself reads. */
const META = new Set(
  "dependsOn count provider lifecycle forEach provisioners connection depends_on for_each provisioner //".split(
    " ",
  ),
);

const read = new Map<string, Declared>();

/** Reads the declarations of a module; Jest resolves it to the provider's line that the tests run on. */
export function declaredBy(module: string): Declared {
  const known = read.get(module);
  if (known) return known;
  const source = readFileSync(require.resolve(module).replace(/\.js$/, ".d.ts"), "utf8");
  const interfaces = new Map<string, Fields>();
  for (const [, name = "", body = ""] of source.matchAll(
    /^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm,
  )) {
    interfaces.set(name, fieldsOf(body));
  }
  const configs = new Map<string, string>();
  for (const [, name = "", type = ""] of source.matchAll(
    /^export declare class (\w+) extends [\w.]+ \{\n\s+static readonly tfResourceType = "(\w+)"/gm,
  )) {
    configs.set(type, `${name}Config`);
  }
  const declared = { interfaces, configs };
  read.set(module, declared);
  return declared;
}

function fieldsOf(body: string): Fields {
  const members = body.matchAll(
    /(?:\/\*\*([\s\S]*?)\*\/\s*)?readonly (\w+)(\??): (\{[^}]*\}|[^;]+);/g,
  );
  return new Map(
    [...members].map(([, comment = "", name = "", optional = "", type = ""]) => {
      const [, argument = name] = /registry\.terraform\.io\/\S+#(\w+) /.exec(comment) ?? [];
      return [name, { argument, type, isRequired: optional === "" }] as const;
    }),
  );
}

/** Whose names a value has: those of the typed config, or those that stand in `cdk.tf.json`. */
export type Spelling = "typescript" | "terraform";

/** Compares a config, or a block of `cdk.tf.json`, with an interface. @returns what is wrong, with its place */
export function compare(
  declared: Declared,
  of: string,
  value: object,
  spelling: Spelling,
  place = of,
): readonly string[] {
  const fields = declared.interfaces.get(of);
  if (!fields) return [`${place}: no interface ${of}`];
  const bySpelling = new Map(
    [...fields].map(([name, field]) => [spelling === "typescript" ? name : field.argument, field]),
  );
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const missing = [...bySpelling].flatMap(([name, { isRequired }]) =>
    isRequired && !given.some(([key]) => key === name) ? [`${place}.${name} is missing`] : [],
  );
  return given.reduce<readonly string[]>((problems, [name, inner]) => {
    if (META.has(name)) return problems;
    const field = bySpelling.get(name);
    const here = `${place}.${name}`;
    if (!field) return [...problems, `${here} is no field of ${of}`];
    return [...problems, ...compareField(declared, field.type, inner, spelling, here)];
  }, missing);
}

function compareField(
  declared: Declared,
  type: string,
  value: unknown,
  spelling: Spelling,
  place: string,
): readonly string[] {
  // What only Terraform knows may be anything; in JSON it is an expression.
  if (Token.isUnresolved(value) || (typeof value === "string" && value.includes("${"))) return [];
  const isList = /\[\]|^Array</.test(type);
  const block = [...type.matchAll(/\w+/g)].find(([name]) => declared.interfaces.has(name))?.[0];
  if (isList && spelling === "typescript" && !Array.isArray(value)) return [`${place} is no list`];
  if (block !== undefined) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!isList && items.length > 1) return [`${place} is a list`];
    return items.flatMap((item) =>
      typeof item === "object" && item !== null
        ? compare(declared, block, item, spelling, place)
        : [`${place} is no block`],
    );
  }
  if (isList) return Array.isArray(value) ? [] : [`${place} is no list`];
  if (type.startsWith("{")) return typeof value === "object" ? [] : [`${place} is no map`];
  return type.includes(typeof value) ? [] : [`${place} is a ${typeof value}, not ${type}`];
}

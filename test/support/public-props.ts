import path from "node:path";
import ts from "typescript";

/** What a prop takes: `"text"`, also a choice among texts, `"number"` or `"flag"`. */
export type LeafKind = "text" | "number" | "flag";

/** One text, number or switch that a user of the modules gives. */
export interface Leaf {
  /** The construct whose props it is among, or the type of the object that has it, or the function that takes it. */
  readonly owner: string;
  /** From there to it, such as `services[].clientAlias.port`: `[]` stands for an item, `{}` for an entry. */
  readonly path: string;
  readonly kinds: readonly LeafKind[];
}

const ROOT = path.resolve(__dirname, "../..");
const MODULES = path.join(ROOT, "modules");

/** What is no part of an app's resources: rules of one's own, and the search for secrets in texts. */
const NO_CONSTRUCTS =
  /^(PlainText|ValidationError|collectProblems|defineRule|findRule|terraformJson)$/;

/** What no user writes: a container's part of its task, what a value is made of, and the modules' own requests. */
const INNER =
  /^(ContainerDefinition|TaskContext|SecretShape|ExternalValue|Rule(\.\w+)?|SecretReference\.validate|TaskDefinition\.requirePlatform)$/;

/** Every text, number and switch among the props of the exported constructs and functions, by the types themselves. */
export function publicProps(): readonly Leaf[] {
  return new Walk().leaves();
}

/** A constructor or function that a user of the modules calls. */
export interface Call {
  /** Such as `EcsService`, or `EcsService.addContainer`. */
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly isNeeded: boolean }[];
}

/** Every constructor and function of the exported names, by the types themselves. */
export function publicCalls(): readonly Call[] {
  return new Walk().calls();
}

class Walk {
  private readonly checker: ts.TypeChecker;
  private readonly index: ts.SourceFile;
  private readonly found = new Map<string, Leaf>();
  private readonly seen = new Set<string>();
  private readonly called: Call[] = [];

  public constructor() {
    const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), (file) =>
      ts.sys.readFile(file),
    ) as { readonly config: object };
    const file = path.join(MODULES, "index.ts");
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
    const program = ts.createProgram([file], options);
    this.checker = program.getTypeChecker();
    const index = program.getSourceFile(file);
    if (!index) throw new Error("modules/index.ts cannot be read");
    this.index = index;
  }

  public leaves(): readonly Leaf[] {
    const module = this.checker.getSymbolAtLocation(this.index);
    for (const symbol of module ? this.checker.getExportsOfModule(module) : []) {
      const is = symbol.flags & ts.SymbolFlags.Alias;
      this.take(is ? this.checker.getAliasedSymbol(symbol) : symbol);
    }
    return [...this.found.values()];
  }

  public calls(): readonly Call[] {
    this.leaves();
    return this.called;
  }

  private take(symbol: ts.Symbol): void {
    const { name, valueDeclaration } = symbol;
    if (!valueDeclaration || NO_CONSTRUCTS.test(name)) return;
    const type = this.checker.getTypeOfSymbolAtLocation(symbol, valueDeclaration);
    const own = this.checker.getPropertiesOfType(type);
    const members = !(symbol.flags & ts.SymbolFlags.Class)
      ? own
      : [...own, ...this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol))];
    if (!INNER.test(name)) {
      for (const made of type.getConstructSignatures()) this.call(made, name);
    }
    for (const called of type.getCallSignatures()) this.call(called, name);
    for (const member of members.filter(isOffered)) {
      const of = this.checker.getTypeOfSymbol(member);
      for (const called of of.getCallSignatures()) this.call(called, `${name}.${member.name}`);
    }
  }

  /** The parameters of a function; those of a constructor or of a function by itself are its own props. */
  private call(signature: ts.Signature, name: string): void {
    const { declaration } = signature;
    if ((declaration && !isOpen(declaration)) || INNER.test(name)) return;
    const parameters = signature.parameters.map((parameter) => {
      const { valueDeclaration } = parameter;
      const isParameter = valueDeclaration && ts.isParameter(valueDeclaration);
      const isNeeded = !(isParameter && this.checker.isOptionalParameter(valueDeclaration));
      return { name: parameter.name, isNeeded };
    });
    this.called.push({ name, parameters });
    for (const parameter of signature.parameters) {
      if (parameter.name === "scope" || parameter.name === "id") continue;
      const type = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(parameter));
      const isObject = !name.includes(".") && this.isProps(type);
      if (isObject) this.props(type, name, "");
      else this.walk(type, `${name}()`, parameter.name);
    }
  }

  private walk(type: ts.Type, owner: string, at: string): void {
    if (at.length > 100 || type.aliasSymbol?.name === "Json") return;
    const kind = kindOf(type);
    if (kind !== undefined) return this.add(owner, at, kind);
    if (this.isProps(type)) {
      const name = type.aliasSymbol?.name ?? type.getSymbol()?.name ?? "__type";
      if (name.startsWith("__")) return this.props(type, owner, `${at}.`);
      if (INNER.test(name) || this.seen.has(name)) return;
      this.seen.add(name);
      return this.props(type, name, "");
    }
    if (type.isUnion()) return type.types.forEach((part) => this.walk(part, owner, at));
    const item = type.getNumberIndexType();
    if (item && this.checker.isArrayType(type)) return this.walk(item, owner, `${at}[]`);
    const entry = type.getStringIndexType();
    if (entry) this.walk(entry, owner, `${at}{}`);
  }

  private props(type: ts.Type, owner: string, before: string): void {
    const parts = type.isUnion() ? type.types : [type];
    for (const part of parts) {
      for (const prop of this.checker.getPropertiesOfType(part)) {
        this.walk(this.checker.getTypeOfSymbol(prop), owner, `${before}${prop.name}`);
      }
    }
  }

  /** Whether it is an object of props: declared here, and neither a construct nor another object that does something. */
  private isProps(type: ts.Type): boolean {
    const parts = type.isUnion() ? type.types : [type];
    return parts.every((part) => {
      if (!(part.flags & ts.TypeFlags.Object) && !part.isIntersection()) return false;
      const props = this.checker.getPropertiesOfType(part);
      const [first] = props;
      return (
        first !== undefined &&
        props.every(({ flags }) => !(flags & ts.SymbolFlags.Method)) &&
        props.every(({ name }) => name !== "node" && name !== "dependables") &&
        isOurs(first.declarations?.[0])
      );
    });
  }

  private add(owner: string, at: string, kind: LeafKind): void {
    const key = `${owner} ${at}`;
    const kinds = new Set([...(this.found.get(key)?.kinds ?? []), kind]);
    this.found.set(key, { owner, path: at, kinds: [...kinds] });
  }
}

function kindOf(type: ts.Type): LeafKind | undefined {
  const plain = type.isUnion() ? undefined : type.flags;
  if (plain === undefined) return undefined;
  if (plain & ts.TypeFlags.StringLike) return "text";
  if (plain & ts.TypeFlags.NumberLike) return "number";
  return plain & ts.TypeFlags.BooleanLike ? "flag" : undefined;
}

function isOurs(declaration: ts.Declaration | undefined): boolean {
  return declaration?.getSourceFile().fileName.startsWith(`${MODULES}${path.sep}`) ?? false;
}

function isOpen(declaration: ts.Declaration): boolean {
  const closed = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return !(ts.getCombinedModifierFlags(declaration) & closed);
}

function isOffered({ declarations }: ts.Symbol): boolean {
  const [declaration] = declarations ?? [];
  if (!declaration || !isOurs(declaration) || !isOpen(declaration)) return false;
  return !ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === "internal");
}

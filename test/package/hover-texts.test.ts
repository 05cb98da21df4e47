import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(__dirname, "../..");

/** The public declarations of this repository that an editor would show without a word, as `Name.member`. */
function undocumented(entry: string): readonly string[] {
  const read = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile.bind(ts.sys));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, ROOT);
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const isOurs = (symbol: ts.Symbol): boolean =>
    (symbol.declarations ?? []).some((declaration) => {
      const file = path.relative(ROOT, declaration.getSourceFile().fileName);
      return /^(modules|cli|test)\b/.test(file);
    });
  const isBare = (symbol: ts.Symbol): boolean =>
    isOurs(symbol) && symbol.getDocumentationComment(checker).length === 0 && tags(symbol) === 0;
  const tags = (symbol: ts.Symbol): number => symbol.getJsDocTags(checker).length;
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  const seen = new Set<ts.Symbol>();
  const found = checker.getExportsOfModule(module).flatMap((exported) => {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const bare = isBare(symbol) ? [symbol.name] : [];
    return [...bare, ...bareMembers(symbol.name, membersOf(symbol, checker))];
  });
  return found.sort();

  /** Also those of the object types that stand in the place of a type, however deep. */
  function bareMembers(owner: string, members: readonly ts.Symbol[]): readonly string[] {
    return members.flatMap((member) => {
      const type = checker.getTypeOfSymbol(member);
      // A member of the type `never` is there to be left out.
      if (!isOurs(member) || seen.has(member) || isNever(type)) return [];
      seen.add(member);
      const name = `${owner}.${member.name}`;
      const inline = inlineTypesOf(type, checker);
      return [
        ...(isBare(member) ? [name] : []),
        ...inline.flatMap((each) => bareMembers(name, each.getProperties())),
      ];
    });
  }
}

const isNever = ({ flags }: ts.Type): boolean =>
  (flags & (ts.TypeFlags.Never | ts.TypeFlags.Undefined)) !== 0;

/** The object types without a name in a type: its own, those of a union, a list, an array or a map, and what a function takes and returns. */
function inlineTypesOf(type: ts.Type, checker: ts.TypeChecker, depth = 0): readonly ts.Type[] {
  if (depth > 5) return [];
  const inside = (each: ts.Type): readonly ts.Type[] => inlineTypesOf(each, checker, depth + 1);
  if (type.isUnionOrIntersection()) return type.types.flatMap(inside);
  const calls = type
    .getCallSignatures()
    .flatMap((call) => [
      call.getReturnType(),
      ...call.parameters.map((parameter) => checker.getTypeOfSymbol(parameter)),
    ]);
  const index = [type.getStringIndexType(), type.getNumberIndexType()].flatMap(
    (each) => each ?? [],
  );
  const isInline = type.symbol?.name === "__type" && calls.length === 0;
  return [...(isInline ? [type] : []), ...[...calls, ...index].flatMap(inside)];
}

/** Members that an author may name, inherited ones too, without constructors and type parameters. */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly ts.Symbol[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const types = type.isUnionOrIntersection() ? type.types : [type];
  // Of an alias of a text or a number, and of what cdktf defines, nothing is ours.
  const own = types.flatMap((each) => checker.getPropertiesOfType(each));
  return [...own, ...(symbol.exports?.values() ?? [])].filter((member) => {
    const [declaration] = member.declarations ?? [];
    if (declaration === undefined || ts.isTypeParameterDeclaration(declaration)) return false;
    if (ts.isConstructorDeclaration(declaration)) return false;
    return (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
  });
}

jest.setTimeout(120_000);

it.each([
  "modules/index.ts",
  "cli/src/run/index.ts",
  "cli/src/local-aws/index.ts",
  "cli/src/user-error.ts",
])("%s has a text for every exported name, prop and method", (entry) => {
  expect(undocumented(path.join(ROOT, entry))).toEqual([]);
});

it("finds a name, a prop, a method and a member of a type without a text", () => {
  const fixture = path.join(__dirname, "fixtures/undocumented.ts");
  expect(undocumented(fixture)).toEqual([
    "Alias.aliased",
    "Bare",
    "Bare.prop",
    "Child.inherited",
    "Choice.chosen",
    "Inline.list.listed",
    "Inline.map.mapped",
    "Inline.nested.deep",
    "Inline.take.taken",
    "Told.method",
  ]);
});

import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(__dirname, "../..");

/** The public declarations below `modules/` that an editor would show without a word, as `Name.member`. */
function undocumented(entry: string): readonly string[] {
  const read = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile.bind(ts.sys));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, ROOT);
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const isOurs = (symbol: ts.Symbol): boolean =>
    (symbol.declarations ?? []).some((declaration) => {
      const file = path.relative(ROOT, declaration.getSourceFile().fileName);
      return file.startsWith("modules") || file.startsWith("test");
    });
  const isBare = (symbol: ts.Symbol): boolean =>
    isOurs(symbol) && symbol.getDocumentationComment(checker).length === 0 && tags(symbol) === 0;
  const tags = (symbol: ts.Symbol): number => symbol.getJsDocTags(checker).length;
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const members = membersOf(symbol).filter(isBare);
    return [
      ...(isBare(symbol) ? [symbol.name] : []),
      ...members.map((m) => `${symbol.name}.${m.name}`),
    ];
  });
}

/** Members that an author may name, without constructors and type parameters. */
function membersOf(symbol: ts.Symbol): readonly ts.Symbol[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])].filter(
    (member) => {
      const [declaration] = member.declarations ?? [];
      if (declaration === undefined || ts.isTypeParameterDeclaration(declaration)) return false;
      if (ts.isConstructorDeclaration(declaration)) return false;
      return (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
    },
  );
}

jest.setTimeout(120_000);

it("has a text for every exported name, prop and method", () => {
  expect(undocumented(path.join(ROOT, "modules/index.ts"))).toEqual([]);
});

it("finds a name, a prop and a method without a text", () => {
  const fixture = path.join(__dirname, "fixtures/undocumented.ts");
  expect(undocumented(fixture)).toEqual(["Bare", "Bare.prop", "Told.method"]);
});

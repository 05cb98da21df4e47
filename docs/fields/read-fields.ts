import { readFileSync } from "node:fs";
import ts from "typescript";

/** An interface, in the declarations of the package that was made from AWS's or the provider's own model. */
export interface Declaration {
  /** A module of the package, such as `@cdktf/provider-aws/lib/ecs-service`. */
  readonly module: string;
  /** Its declarations, where they do not stand beside it. @default - `index.d.ts` there */
  readonly file?: string;
  readonly name: string;
}

/**
 * Every field of an interface, such as `linuxParameters.tmpfs.size`, in the names of AWS or Terraform: a field that holds
 * fields itself is none.
 *
 * @throws Error when the declarations have no such interface
 */
export function readFields(declaration: Declaration): readonly string[] {
  const source = sourceOf(declaration);
  const interfaces = new Map(
    source.statements.filter(ts.isInterfaceDeclaration).map((node) => [node.name.text, node]),
  );
  const fieldsOf = (name: string, place: readonly string[]): readonly string[] => {
    const node = interfaces.get(name);
    if (!node) throw new Error(`${declaration.module} declares no ${name}`);
    return node.members.filter(ts.isPropertySignature).flatMap((member) => {
      const inner = referencedNames(member).find((reference) => interfaces.has(reference));
      const path = [...place, nameOf(member, source)];
      return inner === undefined ? [path.join(".")] : fieldsOf(inner, path);
    });
  };
  return [...fieldsOf(declaration.name, [])].sort();
}

function sourceOf({ module, file }: Declaration): ts.SourceFile {
  // Jest resolves this to the provider's line that the tests run on.
  const entry = require.resolve(module);
  const path = file === undefined ? entry.replace(/\.js$/, ".d.ts") : entry.replace(...swap(file));
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
}

/** From the package's entry to another file of it. */
function swap(file: string): [RegExp, string] {
  return [/\/dist-[^/]+\/index\.js$/, `/${file}`];
}

/** The name that Terraform has for it stands in the link to its docs; AWS's is the member's own. */
function nameOf(member: ts.PropertySignature, source: ts.SourceFile): string {
  const comment = ts.getLeadingCommentRanges(source.text, member.getFullStart()) ?? [];
  const text = comment.map(({ pos, end }) => source.text.slice(pos, end)).join("");
  const [, terraform] = /registry\.terraform\.io\/\S+#(\w+) /.exec(text) ?? [];
  return terraform ?? member.name.getText(source);
}

/** Every type that a member's type names: of `Ulimit[] | undefined` it is `Ulimit`. */
function referencedNames(member: ts.PropertySignature): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
      names.push(node.typeName.text);
    }
    ts.forEachChild(node, visit);
  };
  if (member.type) visit(member.type);
  return names;
}

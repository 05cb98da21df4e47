import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A prop as a table of the modules reads it. */
export interface TableProp {
  /** The interface and the prop, such as `EcsServiceProps.serviceName`. */
  readonly name: string;
  /** The reader as it is written there, such as `text`. */
  readonly reader: string;
}

const MODULES = join(__dirname, "../../modules");

/** Tables of objects within objects. */
const NESTING = /^(object|listOf|mapOf)$/;

/** Every prop of every table of the modules: what is read by `readProps`, and the options of log drivers. */
export function tableProps(): readonly TableProp[] {
  const files = readdirSync(MODULES, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.sort().flatMap((file) => {
    const text = readFileSync(join(MODULES, file), "utf8");
    return propsIn(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
  });
}

function propsIn(file: ts.SourceFile): TableProp[] {
  const found: TableProp[] = [];
  const visit = (node: ts.Node): void => {
    const table = tableOf(node);
    if (table) found.push(...entriesOf(table.type, table.literal));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A table, and the type whose props it reads. */
function tableOf(
  node: ts.Node,
): { readonly type: string; readonly literal: ts.ObjectLiteralExpression } | undefined {
  if (ts.isSatisfiesExpression(node) && ts.isObjectLiteralExpression(node.expression)) {
    const type = argumentOf(node.type, "PropTable");
    return type === undefined ? undefined : { type, literal: node.expression };
  }
  if (ts.isVariableDeclaration(node) && node.type && node.initializer) {
    const type = argumentOf(node.type, "FieldTable") ?? argumentOf(node.type, "OptionNames");
    return type !== undefined && ts.isObjectLiteralExpression(node.initializer)
      ? { type, literal: node.initializer }
      : undefined;
  }
  if (ts.isCallExpression(node) && NESTING.test(node.expression.getText())) {
    const [type] = node.typeArguments ?? [];
    const [literal] = node.arguments;
    return type && literal && ts.isObjectLiteralExpression(literal)
      ? { type: type.getText(), literal }
      : undefined;
  }
  return undefined;
}

function argumentOf(type: ts.TypeNode, name: string): string | undefined {
  return ts.isTypeReferenceNode(type) && type.typeName.getText() === name
    ? type.typeArguments?.[0]?.getText()
    : undefined;
}

/** Its own ones; those of another table that it spreads are found there. */
function entriesOf(type: string, literal: ts.ObjectLiteralExpression): TableProp[] {
  return literal.properties.flatMap((entry) => {
    if (ts.isShorthandPropertyAssignment(entry)) {
      return [{ name: `${type}.${entry.name.text}`, reader: entry.name.text }];
    }
    if (!ts.isPropertyAssignment(entry)) return [];
    return [{ name: `${type}.${entry.name.getText()}`, reader: readerOf(entry.initializer) }];
  });
}

/** Of a field of a container the reader that it is made of: `field(partMap, …)`, `{ reader: flag, … }`. */
function readerOf(initializer: ts.Expression): string {
  if (ts.isStringLiteral(initializer) || ts.isArrayLiteralExpression(initializer)) return "option";
  if (ts.isObjectLiteralExpression(initializer)) {
    const reader = initializer.properties.find((entry) => entry.name?.getText() === "reader");
    return reader && ts.isPropertyAssignment(reader) ? readerOf(reader.initializer) : "";
  }
  if (!ts.isCallExpression(initializer)) return initializer.getText();
  const called = initializer.expression.getText();
  const [first] = initializer.arguments;
  return called === "field" && first ? readerOf(first) : called;
}

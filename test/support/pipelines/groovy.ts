/** A statement of a Jenkinsfile: what stands before its block or the end of its line, and the block. */
export interface Statement {
  readonly head: string;
  readonly body?: readonly Statement[];
}

/** Comments, texts, words of brackets and ends of lines, each as a whole. */
const TOKEN =
  /\/\/[^\n]*|\/\*[^]*?\*\/|'''[^]*?'''|"""[^]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[{}()[\];\n]|[^{}()[\];\n'"/]+|[^]/g;

/** Reads the blocks of a declarative Jenkinsfile. What is Groovy beyond that stays as the text of a statement. */
export function readBlocks(text: string): readonly Statement[] {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !/^\/[/*]/.test(token));
  const [statements, end] = blockAt(tokens, 0);
  if (end < tokens.length) throw new Error("a } too many");
  return statements;
}

/** The statements up to the end of a block, and where that is. */
function blockAt(tokens: readonly string[], start: number): [readonly Statement[], number] {
  const statements: Statement[] = [];
  let head = "";
  let depth = 0;
  const close = (body?: readonly Statement[]): void => {
    const said = head.trim();
    if (said !== "" || body !== undefined) statements.push({ head: said, body });
    head = "";
  };
  let at = start;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    if ("([".includes(token)) depth += 1;
    if (")]".includes(token)) depth -= 1;
    if (depth === 0 && token === "{") {
      const [body, end] = blockAt(tokens, at + 1);
      close(body);
      at = end;
    } else if (depth === 0 && token === "}") {
      break;
    } else if (depth === 0 && (token === "\n" || token === ";")) {
      close();
    } else {
      // A text keeps its lines.
      head += /^['"]/.test(token) ? token : token.replace(/\s+/g, " ");
    }
  }
  close();
  return [statements, at];
}

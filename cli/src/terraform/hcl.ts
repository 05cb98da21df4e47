/** A setting of a file in HCL, or in JSON that stands for it. */
export interface HclItem {
  /** Its name, and the labels of a block. */
  readonly keys: readonly string[];
  /** Whether it stands without a sign between the name and the braces, as a block does. */
  readonly isBlock: boolean;
  readonly value: HclValue;
}

/** A text, as numbers are here, too; what is in braces; what is in brackets. */
export type HclValue = string | HclObject | readonly HclValue[];

/** What is in braces, in its order: a name may be there more than once. */
export interface HclObject {
  readonly items: readonly HclItem[];
}

/** Why a file is neither, as a sentence without a word of it: it may hold the token of a registry. */
export class HclError extends Error {}

function wrongAt(text: string, at: number): HclError {
  return new HclError(`Line ${text.slice(0, at).split("\n").length} cannot be read.`);
}

/** Whether it is read as JSON: Terraform goes by the first sign, and not by the name of the file. */
export function isJson(text: string): boolean {
  return /^\s*\{/.test(text);
}

/**
 * Reads a file in the first version of HCL, as Terraform does with what configures itself.
 *
 * @throws HclError where Terraform could not read it either
 * @see https://github.com/hashicorp/hcl/tree/hcl1
 */
export function parseHcl(text: string): HclObject {
  const json = isJson(text);
  // It is strict where the grammar below is not, and yet keeps one of several that have the same name.
  if (json) requireJson(text);
  return new Reader(text, json).document();
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new HclError("It begins as JSON does, and is none.");
  }
}

/** A sign, a text in quotes, what follows `<<`, a word or number, or the end. */
interface Token {
  readonly kind: "sign" | "text" | "word" | "number" | "end";
  readonly text: string;
  readonly at: number;
}

const SPACE = /(?:[ \t\r\n]|(?:#|\/\/)[^\n]*|\/\*[^]*?\*\/)+/y;
const SIGN = /[{}[\]=:,]/y;
const WORD = /[\p{L}_][\p{L}\p{Nd}_.-]*/uy;
const NUMBER = /-?(?:0x[\da-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)/iy;
const HEREDOC = /<<-?([\p{L}\p{Nd}_]+)\r?\n((?:[^\n]*\n)*?)[ \t\r\f\v]*\1\r*(?=\n)/uy;

function tokensOf(text: string, json: boolean): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    if (match !== undefined) at += match[0].length;
    return match;
  };
  for (take(SPACE); at < text.length; take(SPACE)) {
    const begin = at;
    const add = (kind: Token["kind"], value: string): void => {
      found.push({ kind, text: value, at: begin });
    };
    if (text[at] === '"') {
      at = endOfText(text, begin);
      add("text", unquoted(text, begin, at, json));
      continue;
    }
    const sign = take(SIGN);
    const word = sign ?? take(WORD);
    const number = word ?? take(NUMBER);
    const heredoc = number ?? take(HEREDOC);
    if (heredoc === undefined) throw wrongAt(text, begin);
    if (sign !== undefined) add("sign", sign[0]);
    else if (word !== undefined) add("word", word[0]);
    else if (number !== undefined) add("number", number[0]);
    else add("text", heredoc[2] ?? "");
  }
  return [...found, { kind: "end", text: "", at }];
}

/** Behind the closing quote: one within `${…}` closes nothing. */
function endOfText(text: string, begin: number): number {
  let braces = 0;
  for (let at = begin + 1; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] === '"' && braces === 0) return at + 1;
    if (text[at] === "\\") at += 1;
    else if (text[at] === "{" && (braces > 0 || text[at - 1] === "$")) braces += 1;
    else if (text[at] === "}" && braces > 0) braces -= 1;
  }
  throw wrongAt(text, begin);
}

const ESCAPED =
  /\$\{[^]*?\}|\\(?:[abfnrtv\\"]|[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})?/g;
const NAMED: Partial<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function unquoted(text: string, begin: number, end: number, json: boolean): string {
  const quoted = text.slice(begin, end);
  if (json) {
    // JSON has this escape, and Terraform knows it not.
    if (/^(?:[^\\]|\\[^/])*\\\//.test(quoted)) throw wrongAt(text, begin);
    return String(JSON.parse(quoted));
  }
  return quoted.slice(1, -1).replace(ESCAPED, (escape) => {
    if (escape.startsWith("$")) return escape;
    const [, kind = ""] = escape;
    if (kind === "") throw wrongAt(text, begin);
    if (/[0-7]/.test(kind)) return String.fromCodePoint(Number.parseInt(escape.slice(1), 8));
    if (!/[xu]/i.test(kind)) return NAMED[kind] ?? kind;
    const code = Number.parseInt(escape.slice(2), 16);
    if (code > 0x10_ff_ff) throw wrongAt(text, begin);
    return String.fromCodePoint(code);
  });
}

/** Reads the tokens of one file from the first to the last. */
class Reader {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(
    private readonly text: string,
    private readonly json: boolean,
  ) {
    this.tokens = tokensOf(text, json);
  }

  document(): HclObject {
    if (!this.json) return this.object("end");
    const document = this.block();
    this.need("end");
    return document;
  }

  private block(): HclObject {
    this.need("{");
    return this.object("}");
  }

  /** What is left of an object up to its end. */
  private object(closing: "}" | "end"): HclObject {
    const items: HclItem[] = [];
    while (!this.takes(closing)) {
      const keys: string[] = [];
      while (["word", "text"].includes(this.peek().kind)) keys.push(this.next().text);
      const isBlock = !this.takes(this.json ? ":" : "=");
      if (keys.length === 0 || (!isBlock && keys.length > 1)) throw this.wrong();
      items.push({ keys, isBlock, value: isBlock ? this.block() : this.value() });
      if (closing === "}") this.takes(",");
    }
    return { items };
  }

  private value(): HclValue {
    if (this.takes("{")) return this.object("}");
    if (this.takes("[")) return this.list();
    const { kind, text } = this.next();
    const words = ["true", "false", ...(this.json ? ["null"] : [])];
    const isValue = kind === "word" ? words.includes(text) : ["text", "number"].includes(kind);
    if (!isValue) throw this.wrong();
    return text;
  }

  /** What is left of a list; a comma may stand behind the last. */
  private list(): readonly HclValue[] {
    const list: HclValue[] = [];
    while (!this.takes("]")) {
      list.push(this.value());
      if (this.takes(",")) continue;
      this.need("]");
      break;
    }
    return list;
  }

  private peek(): Token {
    return this.tokens[this.index] ?? { kind: "end", text: "", at: this.text.length };
  }

  private next(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** Whether this sign, or the end, comes next; it is then behind. */
  private takes(wanted: string): boolean {
    const { kind, text } = this.peek();
    const found = kind === "sign" ? text === wanted : kind === wanted;
    if (found) this.index += 1;
    return found;
  }

  private need(wanted: string): void {
    if (!this.takes(wanted)) throw this.wrong();
  }

  private wrong(): HclError {
    return wrongAt(this.text, this.peek().at);
  }
}

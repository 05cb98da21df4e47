import { CALLS, type Yielded } from "./known-calls";
import { isObject } from "./elements";
import { endOfQuotes, splitTemplate } from "./templates";

/** What the code says that a local or a variable is; undefined where it says nothing. */
export type Said = (root: "local" | "var", name: string) => unknown;

/**
 * The texts that Terraform makes of a text in its language, and those that go into them, as far as the code tells: `/a/b`
 * for `${join("/", ["", local.a, "b"])}` where the local is `a`, and `${…}` in one form for what only Terraform knows. The
 * whole of it comes first.
 *
 * @param memo what references yield, for other texts of the same stack
 */
export function madeTexts(template: string, said: Said, memo: Memo = new Map()): readonly string[] {
  const made = new Set<string>();
  const whole = readWhole(template, { said, memo, made, passed: new Set(), unknown: asIs });
  return [...new Set([whole, ...made])];
}

/** The whole of it alone: what is more than a text, a reference or a call counts as nothing, whatever it is made of. */
export function knownText(template: string, said: Said): string {
  const made = new Set<string>();
  const unknown = (): string => "${}";
  return readWhole(template, { said, memo: new Map(), made, passed: new Set(), unknown });
}

/** What references yield, and the texts that go into that. */
export type Memo = Map<string, { readonly yielded: Yielded; readonly made: ReadonlySet<string> }>;

interface Reading {
  readonly said: Said;
  readonly memo: Memo;
  readonly made: Set<string>;
  /** References on the way here. */
  readonly passed: ReadonlySet<string>;
  /** What stands for an expression of which nothing is known. */
  readonly unknown: (source: string) => string;
}

function asIs(source: string): string {
  return `\${${source}}`;
}

function readWhole(template: string, reading: Reading): string {
  try {
    return new Reader(reading).template(template);
  } catch (error) {
    // So many brackets in each other that none is known.
    if (error instanceof RangeError) return template;
    throw error;
  }
}

/** Longer than any name or ARN; what is made of twice the same twice over is soon as long as a book. */
const LONGEST = 10_000;

/** Also of a function of a provider: `provider::aws::arn_build`. */
const NAME = /[A-Za-z_][\w-]*(?:::[A-Za-z_][\w-]*)*/y;
const NUMBER = /\d+/y;
const STEPS = /(?:\.[\w*-]+|\[[^\]]*\])*/y;
const STEP = /\.([\w-]+)|\["?([^"\]]*)"?\]/g;
const SPACE = /\s*/y;
/** What ends an operand that stands alone. */
const ENDS = /[,)\]}:]|=(?!=)|$/y;

class Reader {
  public constructor(
    private readonly reading: Reading,
    private readonly source = "",
    private at = 0,
  ) {}

  public template(template: string): string {
    const parts = splitTemplate(template).map((part, at) => {
      if (at % 2 === 0) return part;
      const { text } = new Reader(this.reading, part).expression();
      return text ?? this.reading.unknown(part);
    });
    const whole = parts.join("");
    this.reading.made.add(whole);
    return whole;
  }

  /** As far as the next comma or closing bracket of what it is part of. */
  private expression(): Yielded {
    const first = this.operand();
    this.take(SPACE);
    if (this.sees(ENDS)) return first;
    // An operator: nothing is known of the result, but of what goes into it.
    while (!this.sees(/[,)\]}]|$/y)) {
      const before = this.at;
      this.operand();
      if (this.at === before) this.at += 1;
    }
    return {};
  }

  private operand(): Yielded {
    this.take(SPACE);
    const start = this.at;
    switch (this.source[start]) {
      case '"':
        this.at = endOfQuotes(this.source, start + 1) + 1;
        return { text: this.template(unescaped(this.source.slice(start + 1, this.at - 1))) };
      case "[":
        return { items: this.inBrackets("]") };
      case "(":
        return this.inBrackets(")")[0] ?? {};
      case "{":
        return fieldsOf(this.inBrackets("}"));
    }
    const number = this.take(NUMBER);
    if (number !== "") return { text: number };
    const name = this.take(NAME);
    if (name === "") return {};
    if (this.source[this.at] === "(") return this.call(name, this.inBrackets(")"), start);
    const steps = this.take(STEPS);
    return steps === "" ? {} : this.reference(name, steps);
  }

  private inBrackets(end: string): readonly Yielded[] {
    const found: Yielded[] = [];
    this.at += 1;
    while (this.at < this.source.length && this.source[this.at] !== end) {
      const before = this.at;
      found.push(this.expression());
      this.take(/[\s,=:]*/y);
      if (this.at === before) this.at += 1;
    }
    this.at += 1;
    return found;
  }

  private call(name: string, given: readonly Yielded[], start: number): Yielded {
    const yielded = CALLS.get(name)?.(...given) ?? this.unknownCall(name, given);
    this.reading.made.add(yielded.text ?? asIs(this.source.slice(start, this.at)));
    return yielded;
  }

  /** In one form, where all that it is given has one. */
  private unknownCall(name: string, given: readonly Yielded[]): Yielded {
    const texts = given.flatMap(({ text }) => text ?? []);
    if (texts.length < given.length) return {};
    return { text: `\${${name}(${texts.map(expressionOf).join(", ")})}` };
  }

  private reference(name: string, steps: string): Yielded {
    const key = `${name}${steps}`;
    const known = this.reading.memo.get(key);
    if (known !== undefined) {
      for (const text of known.made) this.reading.made.add(text);
      return known.yielded;
    }
    const made = new Set<string>();
    const yielded = this.behind(name, steps, { ...this.reading, made });
    this.reading.memo.set(key, { yielded, made });
    for (const text of made) this.reading.made.add(text);
    return yielded;
  }

  private behind(name: string, steps: string, reading: Reading): Yielded {
    const text = `\${${name}${steps}}`;
    const [first = "", ...further] = [...steps.matchAll(STEP)].map(
      ([, named, quoted]) => named ?? quoted ?? "",
    );
    const place = `${name}.${first}`;
    const { passed, said } = reading;
    if ((name === "local" || name === "var") && !passed.has(place)) {
      const value = further.reduce<unknown>(
        (inner, step) => (isObject(inner) ? inner[step] : undefined),
        said(name, first),
      );
      const inside = new Reader({ ...reading, passed: new Set([...passed, place]) });
      const yielded = value === undefined ? undefined : inside.value(value);
      const length = yielded?.text?.length ?? 0;
      if (yielded !== undefined && length <= LONGEST) return yielded;
    }
    reading.made.add(text);
    return { text };
  }

  /** What the code says that something is. */
  private value(value: unknown): Yielded {
    if (Array.isArray(value)) return { items: value.map((one) => this.value(one)) };
    if (!isObject(value)) return { text: this.template(String(value)) };
    const fields = Object.entries(value).map(([name, one]) => [name, this.value(one)] as const);
    return { fields: new Map(fields) };
  }

  private sees(pattern: RegExp): boolean {
    // What is broken may end before its quotes and brackets do.
    pattern.lastIndex = Math.min(this.at, this.source.length);
    return pattern.test(this.source);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ""] = pattern.exec(this.source) ?? [];
    this.at += found.length;
    return found;
  }
}

/** Of an object: names and values by turns. */
function fieldsOf(all: readonly Yielded[]): Yielded {
  const fields = new Map<string, Yielded>();
  for (let at = 0; at + 1 < all.length; at += 2) {
    const { text } = all[at] ?? {};
    // A name without quotes is not read, and what follows is of nobody knows which.
    if (text === undefined) return {};
    fields.set(text, all[at + 1] ?? {});
  }
  return { fields };
}

/** The other way round: what a text is as an expression. */
function expressionOf(text: string): string {
  const [before, expression, ...after] = splitTemplate(text);
  const isOne = before === "" && expression !== undefined && after.join("") === "";
  return isOne ? expression : JSON.stringify(text);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** A text in quotes without its escapes; an expression in it has none. */
function unescaped(quoted: string): string {
  return splitTemplate(quoted)
    .map((part, at) =>
      at % 2 === 1
        ? `\${${part}}`
        : part.replace(
            /\\(?:u([\da-fA-F]{4})|(.))/g,
            (_, code: string | undefined, sign: string) =>
              code === undefined
                ? (ESCAPES[sign] ?? sign)
                : String.fromCharCode(Number.parseInt(code, 16)),
          ),
    )
    .join("");
}

import { endOfQuotes, splitTemplate } from "./templates";

/** What the code says that a local or a variable is; undefined where it says nothing. */
export type Said = (root: "local" | "var", name: string) => unknown;

/**
 * The texts that Terraform makes of a text in its language, and those that go into them, as far as the code tells: `/a/b`
 * for `${join("/", ["", local.a, "b"])}` where the local is `a`, and `${…}` in one form for what only Terraform knows. The
 * whole of it comes first.
 */
export function madeTexts(template: string, said: Said): readonly string[] {
  const made: string[] = [];
  const whole = new Reader(said, made, new Set()).template(template);
  return [...new Set([whole, ...made])];
}

/** What an expression yields: a text, or a list of what other expressions yield; else nothing is known of it. */
interface Yielded {
  readonly text?: string;
  readonly items?: readonly Yielded[];
}

type Call = (...given: readonly Yielded[]) => string | undefined;

const same: Call = ({ text } = {}) => text;
const changed =
  (change: (text: string) => string): Call =>
  ({ text } = {}) =>
    text === undefined || text.includes("${") ? undefined : change(text);

/** Functions whose results are known as soon as a part of what they are given is. */
const CALLS: Readonly<Record<string, Call>> = {
  join: ({ text: between } = {}, { items } = {}) => {
    const texts = items?.map(({ text }) => text);
    return between === undefined || texts?.includes(undefined) ? undefined : texts?.join(between);
  },
  format: ({ text: pattern } = {}, ...given) => {
    const texts = given.map(({ text }) => text);
    const places = (pattern?.match(/%%|%.?/g) ?? []).filter((place) => place !== "%%");
    if (texts.includes(undefined) || places.length !== texts.length) return undefined;
    if (!places.every((place) => /%[svd]/.test(place))) return undefined;
    return pattern?.replace(/%%|%[svd]/g, (place) =>
      place === "%%" ? "%" : (texts.shift() ?? ""),
    );
  },
  trimprefix: ({ text } = {}, { text: prefix } = {}) => {
    if (text === undefined || prefix === undefined || text.startsWith("${")) return undefined;
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  tostring: same,
  sensitive: same,
  nonsensitive: same,
  lower: changed((text) => text.toLowerCase()),
  upper: changed((text) => text.toUpperCase()),
  trimspace: changed((text) => text.trim()),
};

const NAME = /[A-Za-z_][\w-]*/y;
const STEPS = /(?:\.[\w*-]+|\[[^\]]*\])*/y;
const STEP = /\.([\w-]+)|\["?([^"\]]*)"?\]/g;
const SPACE = /\s*/y;
/** What ends an operand that stands alone. */
const ENDS = /[,)\]}:]|=(?!=)|$/y;

class Reader {
  public constructor(
    private readonly said: Said,
    private readonly made: string[],
    private readonly passed: ReadonlySet<string>,
    private readonly source = "",
    private at = 0,
  ) {}

  public template(template: string): string {
    const parts = splitTemplate(template);
    const whole = parts
      .map((part, at) => (at % 2 === 0 ? part : textOf(this.reading(part).expression(), part)))
      .join("");
    this.made.push(whole);
    return whole;
  }

  private reading(source: string): Reader {
    return new Reader(this.said, this.made, this.passed, source);
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
        this.inBrackets("}");
        return {};
    }
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
    const known = CALLS[name]?.(...given);
    const texts = given.map(({ text }) => text);
    const source = texts.includes(undefined)
      ? this.source.slice(start, this.at)
      : `${name}(${texts.map((text = "") => expressionOf(text)).join(", ")})`;
    const text = known ?? `\${${source}}`;
    this.made.push(text);
    return { text };
  }

  private reference(name: string, steps: string): Yielded {
    const text = `\${${name}${steps}}`;
    const [first = "", ...further] = [...steps.matchAll(STEP)].map(
      ([, named, quoted]) => named ?? quoted ?? "",
    );
    const place = `${name}.${first}`;
    if ((name === "local" || name === "var") && !this.passed.has(place)) {
      const value = further.reduce<unknown>(
        (inner, step) => (isRecord(inner) ? inner[step] : undefined),
        this.said(name, first),
      );
      const inside = new Reader(this.said, this.made, new Set([...this.passed, place]));
      if (value !== undefined) return inside.value(value, text);
    }
    this.made.push(text);
    return { text };
  }

  /** What the code says that something is. */
  private value(value: unknown, reference: string): Yielded {
    if (Array.isArray(value)) return { items: value.map((one) => this.value(one, reference)) };
    if (!isRecord(value)) return { text: this.template(String(value)) };
    for (const one of Object.values(value)) this.value(one, reference);
    return { text: reference };
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

function textOf({ text }: Yielded, source: string): string {
  return text ?? `\${${source}}`;
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** What an expression yields: a text, or a list or map of what other expressions yield; else nothing is known of it. */
export interface Yielded {
  readonly text?: string;
  readonly items?: readonly Yielded[];
  readonly fields?: ReadonlyMap<string, Yielded>;
}

type Call = (...given: readonly Yielded[]) => Yielded | undefined;

const same: Call = (given = {}) => given;

const changed =
  (change: (text: string) => string): Call =>
  ({ text } = {}) =>
    text === undefined || text.includes("${") ? undefined : { text: change(text) };

function textsOf(items: readonly Yielded[] | undefined): readonly string[] | undefined {
  const texts = items?.flatMap(({ text }) => text ?? []);
  return texts?.length === items?.length ? texts : undefined;
}

/** `%s`, or `%[2]s` for the second text; what comes behind that goes on from there. */
const PLACES = /%%|%(?:\[(\d+)\])?[svd]|%.?/g;

/** Texts in the places of a pattern; undefined where one is to be spelled in a way of its own. */
function formatted(pattern: string, texts: readonly string[]): string | undefined {
  let next = 0;
  let isKnown = true;
  const used = new Set<number>();
  const text = pattern.replace(PLACES, (place, number: string | undefined) => {
    if (place === "%%") return "%";
    const at = number === undefined ? next : Number(number) - 1;
    const given = texts[at];
    isKnown &&= /[svd]$/.test(place) && given !== undefined;
    used.add(at);
    next = at + 1;
    return given ?? "";
  });
  return isKnown && used.size === texts.length ? text : undefined;
}

/**
 * Functions of Terraform whose results the code tells as soon as it tells what they are given.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions
 */
export const CALLS: ReadonlyMap<string, Call> = new Map(
  Object.entries<Call>({
    join: ({ text: between } = {}, { items } = {}) => {
      const texts = textsOf(items);
      return between === undefined || texts === undefined
        ? undefined
        : { text: texts.join(between) };
    },
    format: ({ text: pattern } = {}, ...given) => {
      const texts = textsOf(given);
      const text = pattern === undefined || !texts ? undefined : formatted(pattern, texts);
      return text === undefined ? undefined : { text };
    },
    formatlist: ({ text: pattern } = {}, { items } = {}, ...more) => {
      if (pattern === undefined || items === undefined || more.length > 0) return undefined;
      return {
        items: items.map(({ text }) => {
          return { text: text === undefined ? undefined : formatted(pattern, [text]) };
        }),
      };
    },
    concat: (...given) =>
      given.every(({ items }) => items !== undefined)
        ? { items: given.flatMap(({ items = [] }) => items) }
        : undefined,
    element: ({ items } = {}, { text = "" } = {}) =>
      items && /^\d+$/.test(text) && items.length > 0
        ? items[Number(text) % items.length]
        : undefined,
    lookup: ({ fields } = {}, { text = "" } = {}, otherwise) =>
      fields === undefined || text.includes("${") ? undefined : (fields.get(text) ?? otherwise),
    trimprefix: ({ text } = {}, { text: prefix } = {}) => {
      if (text === undefined || prefix === undefined || text.startsWith("${")) return undefined;
      return { text: text.startsWith(prefix) ? text.slice(prefix.length) : text };
    },
    tolist: same,
    tostring: same,
    sensitive: same,
    nonsensitive: same,
    lower: changed((text) => text.toLowerCase()),
    upper: changed((text) => text.toUpperCase()),
    trimspace: changed((text) => text.trim()),
  }),
);

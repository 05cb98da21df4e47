import { ENCODINGS, isSearchable, type KnownValue } from "../../leaks";
import { codeText, html, mermaidLabel, prose, visible } from "../render";
import { NeedleSet } from "./needle-set";
import { TextPieces } from "./text-pieces";

/** Every way in which a value may be written down in a report. */
const SPELLINGS: readonly ((value: string) => readonly string[])[] = [
  ...ENCODINGS.map(({ needles }) => needles),
  ...[visible, prose, html, codeText, (value: string) => mermaidLabel(value).slice(1, -1)].map(
    (render) => (value: string) => [render(value)],
  ),
];

/** So much of a value decides the first eight characters of every spelling. */
const HEAD = 48;

/** A value that was found. */
export interface FoundValue {
  /** Index of the text that holds it. */
  readonly text: number;
  /** Where the value comes from. */
  readonly name: string;
}

/**
 * Looks for many values in some texts, in every spelling. What of a value cannot stand in the texts is never spelled as a
 * whole, so that the work grows with the length of the texts and with the number of values, and not with their product.
 */
export function findValue(
  texts: readonly string[],
  values: readonly KnownValue[],
): FoundValue | undefined {
  const pieces = new TextPieces(texts);
  const needles = new NeedleSet();
  for (const { name, value } of values) {
    if (!isSearchable(value)) continue;
    const known = wellFormed(value);
    for (const needle of possible(known, pieces)) needles.add(needle, name);
    // Where it is the key of an instance, Terraform writes it as a text of its own language.
    const inAddress = hclText(known);
    if (inAddress === known) continue;
    for (const needle of possible(inAddress, pieces)) needles.add(needle, name);
  }
  for (const [text, content] of texts.entries()) {
    const name = needles.findIn(content);
    if (name !== undefined) return { text, name };
  }
  return undefined;
}

/** The spellings of a value that the texts may hold. */
function possible(value: string, pieces: TextPieces): readonly string[] {
  const head = wellFormed(value.slice(0, HEAD));
  return SPELLINGS.flatMap((spell) => {
    if (!spell(head).some((start) => pieces.mayHoldStart(start))) return [];
    return spell(value).filter((needle) => pieces.mayHold(needle));
  });
}

/** Without halves of characters, which no encoding can write. */
function wellFormed(text: string): string {
  return text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "",
  );
}

/**
 * A text between the quotes of Terraform's language, as it stands in addresses.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
function hclText(value: string): string {
  return value
    .replace(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return code > 0xffff
        ? `\\U${code.toString(16).padStart(8, "0")}`
        : `\\u${code.toString(16).padStart(4, "0")}`;
    })
    .replace(/[$%](?=\{)/g, "$&$&");
}

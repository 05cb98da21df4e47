import { Tokenization } from "cdktf";
import { STRING_TOKENS } from "./templates";

/** Of a safe integer. */
const LONGEST_NUMBER = 16;

/**
 * A text to be sorted by: what its tokens are about stands in their place. cdktf numbers them in the order in which they were
 * made, and `10` comes before `9`: what is sorted by them would be spelled otherwise as soon as there is more in the app.
 */
export function withoutTokens(text: string): string {
  return text.includes("${TfToken[") ? text.replace(STRING_TOKENS, aboutOf) : text;
}

/** Texts in an order in which tokens have no part; the same one is there once. */
export function inSameOrder(texts: Iterable<string>): string[] {
  return [...new Set(texts)]
    .map((text) => ({ text, key: withoutTokens(text) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text);
}

function aboutOf(text: string): string {
  const [token] = Tokenization.reverseString(text).tokens;
  if (token !== undefined && "identifier" in token) return String(token.identifier);
  return text.replace(/\d+/, (number) => number.padStart(LONGEST_NUMBER, "0"));
}

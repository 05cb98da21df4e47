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

/** Texts in an order in which tokens have no part; what is about the same is there once. */
export function inSameOrder(texts: Iterable<string>): string[] {
  const byKey = new Map([...texts].map((text) => [withoutTokens(text), text] as const));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
}

function aboutOf(text: string): string {
  const [token] = Tokenization.reverseString(text).tokens;
  return (
    (token && about(token)) ?? text.replace(/\d+/, (number) => number.padStart(LONGEST_NUMBER, "0"))
  );
}

/** What a reference or a call of a function says; undefined of all else. */
function about(token: object): string | undefined {
  if ("identifier" in token) return String(token.identifier);
  if (!("name" in token) || !("args" in token) || !Array.isArray(token.args)) return undefined;
  const given = token.args.map((one: unknown) => {
    const inner = typeof one === "object" && one !== null ? about(one) : undefined;
    return inner ?? withoutTokens(JSON.stringify(one) ?? "");
  });
  return `${String(token.name)}(${given.join(", ")})`;
}

import { passwordOfUser } from "./client-passwords";
import { decodeBase64, isCredentials, isHarmless, namedSecret } from "./named-secrets";
import { looksSecret, namesPublicKey } from "./secret-names";
import { UNKNOWN_TEXT } from "./secret-references";
import { randomParts, secretShape } from "./secret-shapes";
import { piecesOf } from "./text-pieces";

/**
 * What looks secret about `text`, by its own name, by the names within it or by its shape; never the text itself.
 *
 * Synthesis and review ask this one function, so that what passes here passes there.
 *
 * @param text with {@link unknownOf} in place of what is not known: that is judged by its name alone
 * @param name of the variable, label, option or tag; none for an argument
 */
export function findSecret(text: string, name?: string): string | undefined {
  const found = underName(text, name) ?? inside(text, name);
  if (found === undefined) return undefined;
  if (text.includes(UNKNOWN_TEXT)) return `a text that only Terraform knows in full, ${found}`;
  return `a text of ${text.length} character${text.length === 1 ? "" : "s"}, ${found}`;
}

function underName(text: string, name: string | undefined): string | undefined {
  if (name === undefined || isHarmless(text, name)) return undefined;
  return looksSecret(name) || isCredentials(text, name)
    ? "whose name says that it is secret"
    : undefined;
}

function inside(text: string, name = ""): string | undefined {
  for (const piece of piecesOf(text)) {
    const found = secretShape(piece) ?? passwordOfUser(piece) ?? namedSecret(piece);
    if (found !== undefined) return `with ${found}`;
  }
  if (namesPublicKey(name)) return undefined;
  for (const part of randomParts(text)) {
    const decoded = decodeBase64(part);
    if (decoded === undefined) return `with ${describeRandom(part)}`;
    const hidden = inside(decoded);
    if (hidden !== undefined) return `${hidden} in Base64`;
  }
  return undefined;
}

function describeRandom(part: string): string {
  return part.length === 40 ? "what looks like an AWS secret access key" : "what looks random";
}

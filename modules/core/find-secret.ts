import { Tokenization } from "cdktf";
import { findSecret as findInText, unknownOf } from "../facts";
import { PlainText } from "./plain-text";
import { STRING_TOKENS } from "./templates";

/**
 * What looks secret about a text of an app, by its own name, by the names within it or by its shape; never the text itself.
 *
 * What is marked as `PlainText` is left out; what only Terraform knows is judged by its name alone.
 *
 * @param name of the variable, label, option or tag; none for an argument
 */
export function findSecret(text: string, name?: string): string | undefined {
  const judged = PlainText.replace(text, () => "").replace(STRING_TOKENS, (token) =>
    unknownOf(referenceOf(token)),
  );
  return findInText(judged, name);
}

/** What a string token refers to, as Terraform writes it; "" where it is no plain reference. */
function referenceOf(token: string): string {
  const { firstToken } = Tokenization.reverseString(token);
  // What a reference refers to is known before it can be resolved, which takes a stack.
  return firstToken !== null &&
    firstToken !== undefined &&
    "identifier" in firstToken &&
    typeof firstToken.identifier === "string"
    ? firstToken.identifier
    : "";
}

/** A string token of cdktf; the group keeps it when a text is split by it. */
export const STRING_TOKEN = /(\$\{TfToken\[[^\]]*\]\})/;
/** Every one in a text. */
export const STRING_TOKENS = new RegExp(STRING_TOKEN, "g");

/** The string tokens of cdktf in `text`, each once. */
export function stringTokensIn(text: string): readonly string[] {
  return [...new Set(text.match(new RegExp(STRING_TOKEN, "g")))];
}

// cdktf writes its own string tokens as ${TfToken[...]}: they must survive, every other start of a template is text, and
// so is a "$" before a token: Terraform would read the two as the escape "$${".
const TEMPLATE_START = /\$(?=\{(?!TfToken\[)|\$\{TfToken\[)|%(?=\{)/g;
const DOLLARS = /\$+(?=\{(?!TfToken\[)|\$\{TfToken\[)/g;

/** Escapes what would start a template, as a plain Terraform argument wants it. */
export function escapeTemplates(text: string): string {
  // Functions, because String.replace reads "$$" in a replacement string as one "$".
  if (!STRING_TOKEN.test(text)) return text.replace(TEMPLATE_START, (start) => start + start);
  // Beside tokens cdktf must find every brace that it takes for the start of an expression closed again.
  return (
    text
      .replace(DOLLARS, (dollars) => `\${"${dollars}"}`)
      .replace(/%(?=\{)/g, (percent) => percent + percent)
      // Terraform 1.11 takes everything behind a lone carriage return for literal text.
      .replace(/\r(?!\n)/g, '${"\\r"}')
  );
}

/**
 * Inside quotes (JSON's and HCL's alike) the `$` or `%` is spelled as `\u0024` or `\u0025` instead.
 *
 * Then other programs read the JSON as it was meant, and cdktf does not take the brace for the start of an expression,
 * which would strip the `${}` from tokens that follow.
 */
export function spellTemplates(quoted: string): string {
  return quoted.replace(TEMPLATE_START, (start) => (start === "$" ? "\\u0024" : "\\u0025"));
}

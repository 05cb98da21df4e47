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

/** What stands in each `${…}` of a text as Terraform reads it. */
export function expressionsIn(template: string): readonly string[] {
  return splitTemplate(template).filter((_, at) => at % 2 === 1);
}

/** The texts of a template and, between them, what stands in each `${…}` as Terraform reads it. */
export function splitTemplate(template: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < template.length; at += 1) {
    if (template.startsWith("$${", at)) {
      at += 2;
    } else if (template.startsWith("${", at)) {
      const end = endOfExpression(template, at + 2);
      parts.push(template.slice(from, at), template.slice(at + 2, end));
      at = end;
      from = end + 1;
    }
  }
  return [...parts, template.slice(from)];
}

/** Where the brace stands that closes the expression that begins at `start`. */
function endOfExpression(text: string, start: number): number {
  let at = start;
  for (let open = 1; at < text.length; at += 1) {
    if (text[at] === '"') at = endOfQuotes(text, at + 1);
    else if (text[at] === "{") open += 1;
    else if (text[at] === "}") open -= 1;
    if (open === 0) return at;
  }
  return at;
}

/** Where the quote stands that closes the text that begins at `start`. */
export function endOfQuotes(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "\\" || text.startsWith("$${", at)) at += 1;
    else if (text.startsWith("${", at)) at = endOfExpression(text, at + 2);
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/**
 * Text of a plan, made harmless for where it is shown. The author of a pull request chooses the names in its plan, and
 * must not choose what the review says.
 */

/** Characters that a terminal or a page would act on instead of showing them. */
const INVISIBLE = /[\p{C}\u2028\u2029]/gu;

/** Where the log of a job, in which the comment is printed, takes a part of a line for a command. */
const JOB_COMMAND = /(?<=#)(?=#(?:vso)?\[)/g;

/** On one line, without control characters, characters that reorder or hide others, and commands of a job. */
export function visible(text: string): string {
  return text.replace(/\s+/g, " ").replace(INVISIBLE, "\ufffd").replace(JOB_COMMAND, "\ufffd");
}

/** A name in Markdown, also in a cell of a table: code, in which neither mention nor link nor HTML is seen. */
export function code(text: string): string {
  // Tools find their own comments by such a marker, as it stands there: a forged one would lead them here.
  if (text.includes("<!--")) return `<code>${prose(text)}</code>`;
  const shown = codeText(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = /^[` ]|[` ]$/.test(shown) || shown === "" ? " " : "";
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** What stands between the ticks of {@link code}. */
export function codeText(text: string): string {
  return visible(text).replaceAll("|", "\\|");
}

/** A sentence in Markdown, also in a cell of a table. */
export function prose(text: string): string {
  return (
    visible(text)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/[\\`*_[\]#|~$]/g, "\\$&")
      // A backslash does not keep GitHub from making mentions and links; an empty comment in between does.
      .replace(/@|#|:(?=\/\/)|www(?=\.)|GH(?=-)/gi, "$&<!-- -->")
  );
}

/** Text in HTML, also in a quoted attribute. */
export function html(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A label in a mermaid diagram, with its quotes. */
export function mermaidLabel(text: string): string {
  const escaped = visible(text).replace(/[^\p{L}\p{N} /_.:·-]/gu, (sign) => {
    return `#${sign.codePointAt(0)};`;
  });
  return `"${escaped}"`;
}

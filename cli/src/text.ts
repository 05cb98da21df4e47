/** Everything that moves a cursor, colours, turns the direction of writing or ends a line. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * What the log of a job takes for a command: of GitHub at the beginning of a line, white space before it or not; of its
 * older form and of Azure anywhere.
 */
const JOB_COMMAND = /^(?=\s*::)|(?<=#)(?=#(?:vso)?\[)/g;

/** A text from elsewhere as one line that does nothing to a terminal or a job. */
export function oneLine(text: string): string {
  return withoutCommands(text.replace(CONTROL, " ").replace(/ {2,}/g, " ").trim());
}

function withoutCommands(line: string): string {
  return line.replace(JOB_COMMAND, "\u{FFFD}");
}

const LINES = /[^\n]+/g;

/** A text from elsewhere whose lines stay, and that does nothing else to a terminal or a job. */
export function harmless(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(LINES, (line) =>
      withoutCommands(line.replace(CONTROL, (signs) => (signs === "\t" ? signs : "\u{FFFD}"))),
    );
}

/** A text quoted as one word of a shell: what doctor prints is pasted. */
export function shellWord(text: string): string {
  const line = oneLine(text);
  return /^[\w@%+=:,./-]+$/.test(line) ? line : `'${line.replaceAll("'", String.raw`'\''`)}'`;
}

/** A sentence to stand in a row of a table: without its period. */
export function sentence(text: string): string {
  return text.replace(/\.$/, "");
}

/** `text` as a part of a regular expression. */
export function asPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Everything that moves a cursor, colours, turns the direction of writing or ends a line. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** A text from elsewhere as one line that does nothing to a terminal. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, " ").replace(/ {2,}/g, " ").trim();
}

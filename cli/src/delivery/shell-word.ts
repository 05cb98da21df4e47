import { oneLine } from "./one-line";

/** A text as one word of a shell, whatever is in it: what doctor prints is pasted. */
export function shellWord(text: string): string {
  const line = oneLine(text);
  return /^[\w@%+=:,./-]+$/.test(line) ? line : `'${line.replaceAll("'", String.raw`'\''`)}'`;
}

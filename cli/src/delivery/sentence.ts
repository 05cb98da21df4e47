/** A sentence to stand in a row of a table: without its period. */
export function sentence(text: string): string {
  return text.replace(/\.$/, "");
}

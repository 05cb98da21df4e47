/** A text with a capital letter, unless it starts with a name, and a full stop. */
export function sentence(text: string): string {
  const [first = ""] = text.split(" ");
  const isWord = /^[a-z]+,?$/.test(first);
  const started = isWord ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text;
  return started.endsWith(".") ? started : `${started}.`;
}

/**
 * The arguments of a command as they are judged: the value of an option together with the option, as `--password` and what
 * follows it, and that of a letter such as `-p` with the program as well, which says what the letter stands for.
 *
 * Synthesis judges them so, too.
 */
export function judgedArguments(texts: readonly unknown[]): readonly string[] {
  const all = texts.map((text) => (typeof text === "string" ? text : ""));
  const options = all.findIndex((text) => text.startsWith("-"));
  const program = all.slice(0, Math.max(options, 0)).join(" ");
  return all.map((argument, at) => {
    const before = all[at - 1] ?? "";
    const isValue = /^--?[A-Za-z][\w-]*$/.test(before) && !argument.startsWith("-");
    const text = isValue ? `${before} ${argument}` : argument;
    return /^-[apPUw]/.test(text) ? `${program} ${text}` : text;
  });
}

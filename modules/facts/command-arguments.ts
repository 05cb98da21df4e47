/** As far as an option may be from its program; there may be a letter in every argument. */
const LONGEST_PROGRAM = 256;

/**
 * The arguments of a command as they are judged: the value of an option together with the option, as `--password` and what
 * follows it, and that of a letter such as `-a` or `-p` with the program as well, which says whether it takes a password:
 * `redis-cli`, `docker login`.
 */
export function judgedArguments(texts: readonly string[]): readonly string[] {
  const options = texts.findIndex((text) => text.startsWith("-"));
  const program = texts.slice(0, Math.max(options, 0)).join(" ").slice(-LONGEST_PROGRAM);
  return texts.map((argument, at) => {
    const before = texts[at - 1] ?? "";
    const isValue = /^--?[A-Za-z][\w-]*$/.test(before) && !argument.startsWith("-");
    const text = isValue ? `${before} ${argument}` : argument;
    return /^-[apPUw]/.test(text) ? `${program} ${text}` : text;
  });
}

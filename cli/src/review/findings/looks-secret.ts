/** Words that call a value secret, alone or at the end of a compound. */
const SECRET_WORD =
  /(^(pass|pwd|creds)|passwords?|passwd|passphrases?|passcodes?|secrets?|tokens?|credentials?|(api|access|private|secret|license)keys?)$/;

/** What makes a key a secret one: `api_key`, but not `public_key`. */
const SECRET_KEY =
  /^(access|account|api|auth|deploy|encryption|hmac|licen[cs]e|master|private|secret|shared|signing|ssh|webhook)$/;

/** Last words of names that say something about a secret, or where it is. */
const ABOUT_A_SECRET = new Set(
  [
    "address alg algorithm alias allowed arn at attempts audience authentication backend bucket cache charset chars class",
    "cmd command config cookie count days dir directory disabled driver duration enabled encoding encryption endpoint",
    "expiration expires expiry field file filename folder format header host hours id ids interval issuer kind label leeway",
    "length lifetime limit location manager max method min minute minutes mode mount name names owner param parameter path",
    "pattern policy port prefix provider queue quota ref regex region required retention role rotation rules scheme scope",
    "scopes seconds server service size source spec stage stdin store strategy table template timeout topic ttl type uri",
    "url username usage user validity version",
  ].flatMap((line) => line.split(" ")),
);

const SHAPES: readonly RegExp[] = [
  /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/,
  /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/,
  /\b(gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{22})/,
  /\bgl(pat|ptt|dt|rt)-[\w-]{20}/,
  /\bxox[abeoprs]-[\w-]{10}|\bhooks\.slack\.com\/services\/\w+\/\w+/,
  /\b([rs]k_live|[rs]k_test|whsec)_[A-Za-z0-9]{16}/,
  /\bnpm_[A-Za-z0-9]{36}|\bAIza[\w-]{35}|\bhv[bs]\.[\w-]{20}/,
  /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:"']*:(?!\$)[^\s/?#@"']+@/i,
];

/** Values that are none: switches, numbers of one digit, and where something is. */
const HARMLESS =
  /^(|\d|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional|auto|arn:\S+|file:\S+|(\/[\w.@-]+)+\/?)$/i;

/**
 * Whether a variable of a container holds a secret in clear, by its name or by the shape of its value.
 *
 * The same judgement as the modules' at synthesis, which this package does not depend on; a test holds them together.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8
 */
export function holdsPlaintextSecret(name: string, value: string): boolean {
  if (SHAPES.some((shape) => shape.test(value))) return true;
  return namesSecret(name) && !HARMLESS.test(value);
}

/** Whether a name says that its value is secret. */
export function namesSecret(name: string): boolean {
  if (/^(old)?pwd$/i.test(name)) return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
  if (/^(max|min|num|number)$/.test(words[0] ?? "")) return false;
  const last = words.map((word, index) => isSecretWord(word, words[index - 1])).lastIndexOf(true);
  if (last < 0) return false;
  const behind = words.slice(last + 1);
  const keyId = words[last - 1] === "access" && behind.join() === "id";
  return keyId || !ABOUT_A_SECRET.has(behind.at(-1) ?? "");
}

function isSecretWord(word: string, before = ""): boolean {
  return SECRET_WORD.test(word) || (/^keys?$/.test(word) && SECRET_KEY.test(before));
}

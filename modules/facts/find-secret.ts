/** Words that call a value secret, alone or at the end of a compound: `password`, `dbpassword`, `client_secret`. */
const SECRET_WORD =
  /(^(pass|pw|creds)|(db|user|require)pass|pwd|passwords?|passwd|passphrases?|passcodes?|secrets?|tokens?|credentials?|(api|access|private|secret|license)keys?)$/;

/** What makes a key a secret one: `api_key`, but not `public_key`, `partition_key` or `key`. */
const SECRET_KEY =
  /^(access|account|aes|api|app|auth|client|consumer|cookie|crypto|deploy|encryption|hmac|jwt|license|licence|master|private|secret|session|shared|signature|signing|ssh|webhook)$/;

/** What makes `auth` the credentials themselves: `REDIS_AUTH`, but not `SMTP_AUTH`, which is a method. */
const SECRET_AUTH = /^(basic|redis|valkey)$/;

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
function namesPublicKey(name: string): boolean {
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

/** What a secret of a known make looks like. */
interface SecretShapePattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** The marks by which issuers let their secrets be found. */
const SHAPES: readonly SecretShapePattern[] = [
  { name: "an AWS access key id", pattern: /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/ },
  { name: "a private key", pattern: /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/ },
  { name: "a JSON Web Token", pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/ },
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
function secretShape(text: string): string | undefined {
  if (!IN_EVERY_SHAPE.test(text)) return undefined;
  return SHAPES.find(({ pattern }) => pattern.test(text))?.name;
}

/** What a drawn key or password is made of, at least 20 of it. */
const LONG = /[A-Za-z0-9+/_-]{20}/;
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
function randomParts(text: string): string[] {
  // Nothing that is taken out makes a run longer.
  if (!LONG.test(text)) return [];
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

/** Stands in a text for what only Terraform knows. */
const UNKNOWN_TEXT = "…";
/** The same, where it is known to be an ARN or a name. */
const UNKNOWN_POINTER = `arn:${UNKNOWN_TEXT}`;

/** Attributes that say which resource it is, never what it holds. */
const POINTER =
  /^(data\.)?aws_(\w+\.[\w-]+\.arn|(secretsmanager_secret|ssm_parameter)\.[\w-]+\.(id|name))$/;

/** What stands in a text for a reference of Terraform, such as `aws_kms_key.orders.arn`. */
export function unknownOf(reference: string): string {
  return POINTER.test(reference) ? UNKNOWN_POINTER : UNKNOWN_TEXT;
}

/** Attributes that hold a secret without saying so by their names. */
const HOLDER =
  /^ephemeral\.|^(data\.)?(aws_secretsmanager_secret_version\.[\w-]+\.secret_(string|binary)|(random_password|random_bytes)\.[\w-]+\.\w+|tls_private_key\.[\w-]+\.private_key_\w+|aws_iam_access_key\.[\w-]+\.secret)$/;

/** Whether a reference of Terraform, such as `aws_db_instance.orders.password`, is to a secret. */
export function refersToSecret(reference: string): boolean {
  const [, attribute = ""] = /\.(\w+)$/.exec(reference) ?? [];
  return HOLDER.test(reference) || looksSecret(attribute);
}

/** Values that are none: switches, and where something is. */
const SWITCH =
  /^(|\d|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional|auto|always|never)$/i;
const PLACE =
  /^(arn:\S+|alias\/\S+|file:\S+|(\/[\w.@-]+)+\/?|[\w.@/-]+\.(crt|jks|key|p12|pem|pfx))$/;
/** What a shell or a template fills in when the container runs, and what only stands for a value. */
const FILLED_IN_LATER = /^(\$|`|%\w+%$|\{\{|<|@|\*+$)/;
/** Names whose values look like this and are no secrets: OPENAI_MAX_TOKENS=4096, PROXY_PASS=http://backend. */
const OTHER_MEANINGS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/tokens$/i, /^\d+$/],
  [/proxy[_-]?pass$/i, /^(https?|grpcs?):\/\/[^\s@]+$/],
];

/** The rest of the same command, as far as an option may be from its program. */
const ARGUMENTS = `\\s(?:[^|;&\\n]{0,200}?\\s)??["']?`;
const VALUE = `["']?([^\\s"']+)`;

/** A pattern, and a text without which it is nowhere found: most texts are done with by looking for that. */
type Way = readonly [needs: string, pattern: RegExp];

/** The options of well-known programs that take a password and whose name does not say so. */
const OPTIONS: readonly Way[] = [
  ["-", new RegExp(`\\b(?:redis|valkey)-cli${ARGUMENTS}-a\\s+${VALUE}`, "g")],
  ["-", new RegExp(`\\bsshpass${ARGUMENTS}-p\\s*${VALUE}`, "g")],
  ["-", new RegExp(`\\b(?:docker|podman|nerdctl)\\s+login${ARGUMENTS}-p\\s*${VALUE}`, "g")],
  // Only without a space: behind one it is the database. Not a port that is published for such an image.
  ["-", new RegExp(`\\b(?:mysql|mariadb)(?:-?[a-z]+)?${ARGUMENTS}-p(?!\\d+:)(?=\\S)${VALUE}`, "g")],
  ["-", new RegExp(`\\bopenssl${ARGUMENTS}-pass(?:in|out)?\\s+["']?pass:${VALUE}`, "g")],
];

const QUOTED = `"[^"]*"|'[^']*'`;
/** Ways to give a value a name within a text. */
const ASSIGNMENTS: readonly Way[] = [
  // --password=…, PGPASSWORD=…, ;Password=…, ?token=…
  [
    "=",
    new RegExp(
      `(?<![\\w$.{-])-{0,2}([A-Za-z_][\\w.-]*)(?:=|\\s+=\\s+)(?!=)(${QUOTED}|[^\\s;&,|"')]*)`,
      "g",
    ),
  ],
  // --from-literal=password=…
  ["=", new RegExp(`=([A-Za-z_][\\w.-]*)=(?!=)(${QUOTED}|[^\\s;&,|"')]*)`, "g")],
  // --password …
  ["-", new RegExp(`(?<!\\S)--?([A-Za-z][\\w-]*)[ \\t]+(${QUOTED}|[^\\s-]\\S*)`, "g")],
  // "password": "…"
  [":", new RegExp(`["']([A-Za-z_][\\w.-]*)["']\\s*:\\s*(${QUOTED})`, "g")],
  // 'X-Api-Key: …'
  [":", /["']([A-Za-z][\w-]*):[ \t]+([^\s"']+)["']/g],
  // password: …
  [":", /^[ \t-]*([A-Za-z_][\w.-]*):[ \t]+(\S+)[ \t]*$/gm],
];

/** The password that goes with a user's name: `postgres://user:password@host`, `curl --user user:password`. */
const PASSWORDS: readonly Way[] = [
  ["@", /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/gi],
  ["-u", /(?<!\S)(?:-u|--user)[ =]["']?[^\s:"']+:(?!\d+\b)([^\s"']+)/g],
  // user:password@tcp(host:3306)/db
  ["@", /(?<![^\s"'=])[^\s:/@"'=]{1,128}:([^\s"']{1,128})@(?:tcp6?|udp6?|unix)?\(/g],
];

function matchesOf(ways: readonly Way[], text: string): readonly RegExpMatchArray[] {
  return ways.flatMap(([needs, pattern]) =>
    text.includes(needs) ? [...text.matchAll(pattern)] : [],
  );
}

/**
 * What looks secret about `text`, by its own name, by the names within it or by its shape; never the text itself.
 *
 * Synthesis and review ask this one function, so that what passes here passes there.
 *
 * @param text with {@link unknownOf} in place of what is not known: that is judged by its name alone
 * @param name of the variable, label, option or tag; none for an argument
 */
export function findSecret(text: string, name?: string): string | undefined {
  const found = underName(text, name) ?? inside(text, name);
  if (found === undefined) return undefined;
  if (text.includes(UNKNOWN_TEXT)) return `a text that only Terraform knows in full, ${found}`;
  return `a text of ${text.length} character${text.length === 1 ? "" : "s"}, ${found}`;
}

function underName(text: string, name: string | undefined): string | undefined {
  return name !== undefined && looksSecret(name) && !isHarmless(text, name)
    ? "whose name says that it is secret"
    : undefined;
}

function inside(text: string, name = ""): string | undefined {
  const found = secretShape(text) ?? passwordOfUser(text) ?? namedSecret(text);
  if (found !== undefined) return `with ${found}`;
  if (namesPublicKey(name)) return undefined;
  for (const part of randomParts(text)) {
    const decoded = decode(part);
    if (decoded === undefined) return `with ${describeRandom(part)}`;
    const hidden = inside(decoded);
    if (hidden !== undefined) return `${hidden} in Base64`;
  }
  return undefined;
}

function describeRandom(part: string): string {
  return part.length === 40 ? "what looks like an AWS secret access key" : "what looks random";
}

function passwordOfUser(text: string): string | undefined {
  const found = [...matchesOf(PASSWORDS, text), ...matchesOf(OPTIONS, text)];
  const passwords = found.flatMap(([, password]) => password ?? []);
  return passwords.some((password) => !FILLED_IN_LATER.test(password))
    ? "the password of a user"
    : undefined;
}

function namedSecret(text: string): string | undefined {
  for (const [, name = "", quoted = ""] of matchesOf(ASSIGNMENTS, text)) {
    const value = quoted.replace(/^["']|["']$/g, "");
    if (looksSecret(name) && !isHarmless(value, name) && !FILLED_IN_LATER.test(value)) {
      return `a value for ${name}`;
    }
  }
  return undefined;
}

function isHarmless(value: string, name: string): boolean {
  const isOther = OTHER_MEANINGS.some(
    ([ofName, ofValue]) => ofName.test(name) && ofValue.test(value),
  );
  return isOther || SWITCH.test(value) || PLACE.test(value);
}

/** The text that Base64, in either alphabet, stands for; undefined where it stands for bytes. */
function decode(part: string): string | undefined {
  const digits = part.replace(/-/g, "+").replace(/_/g, "/");
  // One digit more than a whole number of bytes says nothing.
  const bytes = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  return /^[\P{C}\s]+$/u.test(text) && !text.includes("\ufffd") ? text : undefined;
}

import { randomParts } from "./random-text";
import { looksSecret, namesPublicKey } from "./secret-names";
import { secretShape } from "./secret-shapes";

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

/** The options of well-known programs that take a password and whose name does not say so. */
const OPTIONS: readonly RegExp[] = [
  new RegExp(`\\b(?:redis|valkey)-cli${ARGUMENTS}-a\\s+${VALUE}`, "g"),
  new RegExp(`\\bsshpass${ARGUMENTS}-p\\s*${VALUE}`, "g"),
  new RegExp(`\\b(?:docker|podman|nerdctl)\\s+login${ARGUMENTS}-p\\s*${VALUE}`, "g"),
  // Only without a space: behind one it is the database. Not a port that is published for such an image.
  new RegExp(`\\b(?:mysql|mariadb)(?:-?[a-z]+)?${ARGUMENTS}-p(?!\\d+:)(?=\\S)${VALUE}`, "g"),
  new RegExp(`\\bopenssl${ARGUMENTS}-pass(?:in|out)?\\s+["']?pass:${VALUE}`, "g"),
];

const QUOTED = `"[^"]*"|'[^']*'`;
/** Ways to give a value a name within a text. */
const ASSIGNMENTS: readonly RegExp[] = [
  // --password=…, PGPASSWORD=…, ;Password=…, ?token=…
  new RegExp(
    `(?<![\\w$.{-])-{0,2}([A-Za-z_][\\w.-]*)(?:=|\\s+=\\s+)(?!=)(${QUOTED}|[^\\s;&,|"')]*)`,
    "g",
  ),
  // --from-literal=password=…
  new RegExp(`=([A-Za-z_][\\w.-]*)=(?!=)(${QUOTED}|[^\\s;&,|"')]*)`, "g"),
  // --password …
  new RegExp(`(?<!\\S)--?([A-Za-z][\\w-]*)[ \\t]+(${QUOTED}|[^\\s-]\\S*)`, "g"),
  // "password": "…"
  new RegExp(`["']([A-Za-z_][\\w.-]*)["']\\s*:\\s*(${QUOTED})`, "g"),
  // 'X-Api-Key: …'
  /["']([A-Za-z][\w-]*):[ \t]+([^\s"']+)["']/g,
  // password: …
  /^[ \t-]*([A-Za-z_][\w.-]*):[ \t]+(\S+)[ \t]*$/gm,
];

/** The password that goes with a user's name: `postgres://user:password@host`, `curl --user user:password`. */
const PASSWORDS: readonly RegExp[] = [
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/gi,
  /(?<!\S)(?:-u|--user)[ =]["']?[^\s:"']+:(?!\d+\b)([^\s"']+)/g,
  // user:password@tcp(host:3306)/db
  /(?<![^\s"'=])[^\s:/@"'=]{1,128}:([^\s"']{1,128})@(?:tcp6?|udp6?|unix)?\(/g,
];

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
  const found = [...PASSWORDS, ...OPTIONS].flatMap((way) => [...text.matchAll(way)]);
  const passwords = found.flatMap(([, password]) => password ?? []);
  return passwords.some((password) => !FILLED_IN_LATER.test(password))
    ? "the password of a user"
    : undefined;
}

function namedSecret(text: string): string | undefined {
  for (const [, name = "", quoted = ""] of ASSIGNMENTS.flatMap((way) => [...text.matchAll(way)])) {
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

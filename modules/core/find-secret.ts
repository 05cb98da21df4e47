import { passwordsOfOptions } from "./password-options";
import { PlainText } from "./plain-text";
import { randomParts } from "./random-text";
import { isResourcePointer } from "./resource-pointer";
import { looksSecret, namesPublicKey } from "./secret-names";
import { secretShape } from "./secret-shapes";

/** Stands for what only Terraform knows. */
const UNKNOWN = "…";
/** The same, where it is known to be an ARN or a name. */
const POINTER = `arn:${UNKNOWN}`;
const STRING_TOKEN = /\$\{TfToken\[[^\]]*\]\}/g;

/** Values that are none: switches, and where something is. */
const SWITCH =
  /^(|\d|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional|auto|always|never)$/i;
const PLACE =
  /^(arn:\S+|alias\/\S+|file:\S+|(\/[\w.@-]+)+\/?|[\w.@/-]+\.(crt|jks|key|p12|pem|pfx))$/;
/** What a shell or a template fills in when the container runs, and what only stands for a value. */
const FILLED_IN_LATER = /^(\$|`|%\w+%$|\{\{|<|@|\*+$)/;
/** Names that mean something else by such a value: OPENAI_MAX_TOKENS=4096, PROXY_PASS=http://backend. */
const OTHER_MEANINGS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/tokens$/i, /^\d+$/],
  [/proxy[_-]?pass$/i, /^(https?|grpcs?):\/\/[^\s@]+$/],
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
 * What is marked as `PlainText` is left out; what only Terraform knows is judged by its name alone.
 *
 * @param name of the variable, label, option or tag; none for an argument
 */
export function findSecret(text: string, name?: string): string | undefined {
  const judged = PlainText.replace(text, () => "").replace(STRING_TOKEN, (token) =>
    isResourcePointer(token) ? POINTER : UNKNOWN,
  );
  const found = underName(judged, name) ?? inside(judged, name);
  if (found === undefined) return undefined;
  if (judged.includes(UNKNOWN)) return `a text that only Terraform knows in full, ${found}`;
  return `a text of ${judged.length} character${judged.length === 1 ? "" : "s"}, ${found}`;
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
  const found = PASSWORDS.flatMap((way) => [...text.matchAll(way)]);
  const passwords = [...found.map(([, password = ""]) => password), ...passwordsOfOptions(text)];
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

/** The text that Base64 stands for; undefined where it stands for bytes. */
function decode(part: string): string | undefined {
  const text = Buffer.from(part, "base64").toString("utf8");
  return /^[\P{C}\s]+$/u.test(text) && !text.includes("\ufffd") ? text : undefined;
}

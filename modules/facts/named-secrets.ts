import { looksSecret } from "./secret-names";

/** Values that are none: switches, and where something is. */
const SWITCH =
  /^(|\d|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional|auto|always|never|[[{][\]}]?)$/i;
const PLACE =
  /^(arn:\S+|alias\/\S+|file:\S+|(\/[\w.@-]+)+\/?|[\w.@/-]+\.(crt|jks|key|p12|pem|pfx))$/;
/** Linux takes no path longer than that, and AWS no ARN. */
const LONGEST_PLACE = 4096;
/** What a shell or a template fills in when the container runs, and what only stands for a value. */
export const FILLED_IN_LATER = /^(\$|`|#\{|%\w+%$|%[sv]$|\{\{|<|@|\*+$)/;
/** Names whose values look like this and are no secrets: OPENAI_MAX_TOKENS=4096, PROXY_PASS=http://backend. */
const OTHER_MEANINGS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/tokens$/i, /^\d+$/],
  [/proxy[_-]?pass$/i, /^(https?|grpcs?):\/\/[^\s@]+$/],
];

/** What a schema says of a value: `password: String!`. */
const TYPE =
  /^(string|str|number|int|integer|boolean|bool|text|varchar|char|bytes|any|object)[!?\])}>:;,]*$/i;

/** Where a directory is, as opposed to a password. */
const DIRECTORY = /^(\.{0,2}\/|\.{1,2}$|~|[A-Za-z]:\\)/;
const SHELL_DIRECTORY = /(?:^|[^;,\s]\s+)PWD=[^\s;&]*(?:\s|$)/;
/** What the settings of a connection name beside the password. */
const CONNECTION =
  /(?<![A-Za-z0-9])(user(name|[ _]?id)?|uid|login|server|host(name)?|data ?source|dsn|driver|database|addr(ess)?)["'\\]*\s{0,9}[:=>]/i;

/** A pattern, and a text without which it is nowhere found: most texts are done with by looking for that. */
export type Way = readonly [needs: string, pattern: RegExp];

const QUOTED = `"[^"]*"|'[^']*'`;
/** Also as it stands in a text within a text: `{\"password\":\"…\"}`. */
const QUOTE = `\\\\{0,8}["']`;
const NAME = `([A-Za-z_][\\w.-]{0,127})`;

/** Ways to give a value a name within a text. */
const ASSIGNMENTS: readonly Way[] = [
  // --password=…, PGPASSWORD=…, ;Password=…, ?token=…, password => …
  [
    "=",
    new RegExp(
      `(?<![\\w$.{-])-{0,2}${NAME}(?:\\s{0,9}=>\\s{0,9}|=|\\s+=\\s+)(?!=)(${QUOTED}|[^\\s;&,|"')]*)`,
      "g",
    ),
  ],
  // --from-literal=password=…
  ["=", new RegExp(`=${NAME}=(?!=)(${QUOTED}|[^\\s;&,|"')]*)`, "g")],
  // --password …
  ["-", new RegExp(`(?<!\\S)--?([A-Za-z][\\w-]*)[ \\t]+(${QUOTED}|[^\\s-]\\S*)`, "g")],
  // aws configure set aws_secret_access_key …, npm config set //registry.npmjs.org/:_authToken …
  [
    " set ",
    new RegExp(
      `\\bconfig(?:ure)? set (?:--?[\\w-]+ ){0,5}["']?([\\w./:@-]{1,200})["']? (${QUOTED}|[^\\s-]\\S*)`,
      "g",
    ),
  ],
  // "password": "…", "password": 12345678
  [":", new RegExp(`["']${NAME}${QUOTE}\\s*:\\s*\\\\{0,8}(${QUOTED}|-?\\d{4,}(?![\\w.]))`, "g")],
  // { user: …, password: … }
  [
    "{",
    new RegExp(
      `[{,](?<=(?<!\\$)\\{[^{}]{0,500})\\s*${NAME}:(?:\\s+|(?=["']))(${QUOTED}|[^\\s,{}[\\]"']+)`,
      "g",
    ),
  ],
  // 'X-Api-Key: …'
  [":", /["']([A-Za-z][\w-]*):[ \t]+([^\s"']+)["']/g],
  // password: …
  [":", new RegExp(`^[ \\t-]*${NAME}:[ \\t]+(${QUOTED}|\\S+)[ \\t]*(?:[ \\t]#.*)?$`, "gm")],
  // password:…, in a file of properties. `password:reset` and `password:v2` may be a permission and an image.
  [
    ":",
    /^[ \t]*([\w.-]*(?:pass(?:wd|word|phrase)?|pwd?)):(?!v?\d+(?:\.\d+)+$|v\d+$)(?=\S*[^a-z\s])(\S{4,})[ \t]*$/gim,
  ],
  // <password>…</password>
  [
    "</",
    /<(?:[\w-]+:)?([A-Za-z_][\w.-]*)(?:\s[^<>]{0,300})?>(?:\s*<!\[CDATA\[)?([^<>]{1,1000}?)(?:\]\]>\s*)?<\//g,
  ],
  // <entry key="password">…</entry>
  ["</", new RegExp(`(?:key|name)\\s*=\\s*["']${NAME}["'][^<>]{0,100}>([^<>]{1,1000}?)</`, "gi")],
  // <add key="Password" value="…"/>, {"name":"DB_PASSWORD","value":"…"}
  [
    "alue",
    new RegExp(
      `(?:key|name)(?:${QUOTE})?\\s*[:=]\\s*(?:${QUOTE})?${NAME}(?:${QUOTE}[,\\s]{1,80}|,|\\s{1,80})(?:${QUOTE})?\\w{0,30}value(?:${QUOTE})?\\s*[:=]\\s*\\\\{0,8}(${QUOTED}|[^\\s,;{}<>"'\\\\]+)`,
      "gi",
    ),
  ],
];

export function matchesOf(ways: readonly Way[], text: string): readonly RegExpMatchArray[] {
  return ways.flatMap(([needs, pattern]) =>
    text.includes(needs) ? [...text.matchAll(pattern)] : [],
  );
}

/** A value in `text` under a name that says that it is secret. */
export function namedSecret(text: string): string | undefined {
  for (const [, name = "", given = ""] of matchesOf(ASSIGNMENTS, text)) {
    const value = given.trim().replace(/^["']|\\{0,8}["']$/g, "");
    if (isHarmless(value, name) || FILLED_IN_LATER.test(value) || TYPE.test(value)) continue;
    if (looksSecret(name) || isPasswordOf(text, name, value) || isCredentials(value, name)) {
      return `a value for ${name}`;
    }
  }
  return undefined;
}

/** Whether `Pwd` is a password and not the shell's directory: where it stands beside a user, a server or a database. */
function isPasswordOf(text: string, name: string, value: string): boolean {
  if (!/^pwd$/i.test(name) || DIRECTORY.test(value)) return false;
  return CONNECTION.test(text) && !SHELL_DIRECTORY.test(text);
}

/** Whether it is a name and a password in Base64, as Docker and npm keep them: `{"auths":{"…":{"auth":"…"}}}`. */
export function isCredentials(value: string, name: string): boolean {
  if (!/auth$/i.test(name) || !/^[A-Za-z0-9+/]{6,4096}={0,2}$/.test(value)) return false;
  return /^[^\s:]+:\S+$/.test(decodeBase64(value) ?? "");
}

export function isHarmless(value: string, name: string): boolean {
  if (value.length > LONGEST_PLACE) return false;
  const isOther = OTHER_MEANINGS.some(
    ([ofName, ofValue]) => ofName.test(name) && ofValue.test(value),
  );
  return isOther || SWITCH.test(value) || PLACE.test(value);
}

/** The text that Base64, in either alphabet, stands for; undefined where it stands for bytes. */
export function decodeBase64(part: string): string | undefined {
  const digits = part.replace(/=+$/, "").replace(/-/g, "+").replace(/_/g, "/");
  // One digit more than a whole number of bytes says nothing.
  const bytes = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  return text !== "" && !/[^\P{C}\s]|\ufffd/u.test(text) ? text : undefined;
}

import { gunzipSync } from "node:zlib";
import { findSecret, looksSecret, parseArn, piecesOf } from "../../../../modules/facts";
import { isObject, parseJson } from "../../json";

/** The password in a connection string. */
const IN_URL = /:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/g;

/** `KEY=value` of a dotenv file, `key: value` of YAML, an entry of a list in YAML. */
const ROW =
  /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?(?:["']?([A-Za-z_][\w.-]{0,127})["']?[ \t]*[=:](?!\/\/))?(.*)$/;

/** `Server=…;Password=…`, `host=… password=…`, `?user=…&password=…`. */
const PAIR =
  /(?:^|[;&?\s])([A-Za-z_][\w .-]{0,63}?)[ \t]{0,8}=[ \t]{0,8}("[^"]*"|'[^']*'|[^;&\s"']+)/g;

/** `machine … login … password …` of a netrc file, `--password …` of a command, `Password …`: a name that says it, and a value. */
const BEHIND_NAME =
  /(?:^|\s)-{0,2}([A-Za-z_][\w.-]{0,63})(?=[ \t]+("[^"]*"|'[^']*'|[^\s"'-][^\s"']*))/g;

/** `host:port:database:user:password` of a pgpass file. */
const PGPASS = /^[^\s:#]{1,255}:(?:\d{1,5}|\*):[^\s:]{1,255}:[^\s:]{1,255}:/;

/** What stands behind a value on its row in YAML, dotenv and INI files. */
const COMMENT = /(?<![ \t])[ \t]{1,255}[#;]/;

/** What Base64 holds nowhere but at its end; what repeats over a whole text would be too much for a pattern. */
const NOT_BASE64 = /[^A-Za-z0-9+/\s_-]/;
/** Fewer characters of Base64 stand for nothing that is looked for. */
const LEAST_BASE64 = 12;

/**
 * What a value may be half of and never give away as a part: words, Regions, accounts and addresses without a password, such
 * as the `engine` and the `host` of a database's secret.
 */
const ORDINARY =
  /^([a-z]{1,16}|[a-z]{2}(-[a-z]+)+-\d|\d{12}|(https?:\/\/)?([a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,24}|\d{1,3}(\.\d{1,3}){3})(:\d+)?)$/;

/** Names that say nothing of what they name; so does none at all. */
const SAYS_NOTHING =
  /^(|content|current|data|default|new|next|old|plain|plaintext|previous|raw|text|values?)$/i;

/** Names of what tells where or what something is. */
const POINTS =
  /(^|[._-])(arns?|id|ids|names?|host|hostname|endpoint|address|domain|region|account|user|username|email|bucket|path|prefix|port|engine|version)$/i;

/** A text that must not be shown. */
export interface SecretPart {
  readonly text: string;
  /** Whether finding it elsewhere says that the secret was copied: a whole value, a password in it; no line, no user's name. */
  readonly telling: boolean;
}

/**
 * The texts in a secret value that are secret themselves: JSON, YAML and dotenv files also by their values, several lines also
 * line by line, a connection string by its password, Base64 by what it stands for.
 *
 * @param name what the value is called. @default - nothing is known of it
 */
export function secretParts(value: unknown, name = ""): readonly SecretPart[] {
  if (typeof value === "number" || typeof value === "bigint") {
    return [{ text: String(value), telling: false }];
  }
  if (Array.isArray(value)) return value.flatMap((part) => secretParts(part, name));
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) => secretParts(part, key));
  }
  if (typeof value !== "string") return [];
  const telling =
    !looksOrdinary(value) &&
    parseArn(value) === undefined &&
    (looksSecret(name) || !POINTS.test(name));
  return [{ text: value, telling }, ...partsOfText(value)];
}

function partsOfText(text: string): readonly SecretPart[] {
  const parsed = /^[[{"]/.test(text.trimStart()) ? parseJson(text) : undefined;
  if (parsed !== undefined) return partsOfJson(parsed);
  const decoded = textOfBase64(text);
  const ofDecoded = decoded === undefined ? [] : secretParts(decoded);
  const ofPieces = piecesOf(text).flatMap((piece) => [
    ...rowsOf(piece),
    ...pairsOf(piece),
    ...behindNames(piece),
    ...passwordsOf(piece),
  ]);
  return [...ofDecoded, ...ofPieces];
}

function partsOfJson(value: unknown, name = ""): readonly SecretPart[] {
  if (Array.isArray(value)) return value.flatMap((part) => partsOfJson(part, name));
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) => partsOfJson(part, key));
  }
  if (typeof value !== "string") return secretParts(value);
  if (isOrdinary(name, value)) return [];
  return [partCalled(name, value), ...partsOfText(value)];
}

/** A value within another one, which tells of it where it is the secret itself. */
function partCalled(name: string, text: string): SecretPart {
  return { text, telling: findSecret(text, name) !== undefined };
}

/** Where a text has several lines, each line and the value in it; of one line, the value behind its name. */
function rowsOf(text: string): readonly SecretPart[] {
  const rows = text.split(/\r?\n/);
  const named = rows.flatMap((row) => {
    const [, name = "", rest = ""] = ROW.exec(row) ?? [];
    const trimmed = row.trim();
    const [ofUser = trimmed] = PGPASS.exec(trimmed) ?? [];
    const comment = rest.search(COMMENT);
    const parts = [
      rest,
      comment < 0 ? rest : rest.slice(0, comment),
      trimmed.slice(ofUser.length),
    ].map(unquoted);
    return [...new Set(parts)].flatMap((part) => {
      if (part === trimmed || isOrdinary(name, part)) return [];
      return [partCalled(name, part), ...passwordsOf(part)];
    });
  });
  const whole = rows.length === 1 ? [] : rows.map((row) => ({ text: row.trim(), telling: false }));
  return [...whole, ...named].filter((part) => part.text !== "");
}

function pairsOf(text: string): readonly SecretPart[] {
  return [...text.matchAll(PAIR)].flatMap(([, name = "", quoted = ""]) => {
    const part = unquoted(quoted);
    return isOrdinary(name, part) ? [] : [partCalled(name, part)];
  });
}

function behindNames(text: string): readonly SecretPart[] {
  return [...text.matchAll(BEHIND_NAME)].flatMap(([, name = "", quoted = ""]) => {
    const part = unquoted(quoted);
    // A sentence can have such words, too.
    return looksSecret(name) && !looksOrdinary(part) ? [partCalled(name, part)] : [];
  });
}

/** Passwords in URLs, also as they are meant: what is special in a URL is written as `%2F` there. */
function passwordsOf(text: string): readonly SecretPart[] {
  return [...text.matchAll(IN_URL)].flatMap(([, password = ""]) => {
    const meant = decodeUrl(password);
    const spellings = meant === password ? [password] : [password, meant];
    return spellings.map((spelling) => ({ text: spelling, telling: true }));
  });
}

function isOrdinary(name: string, part: string): boolean {
  return looksOrdinary(part) && !SAYS_NOTHING.test(name) && !looksSecret(name);
}

function looksOrdinary(text: string): boolean {
  // No name of a host is longer, and a pattern that repeats takes no text of megabytes.
  return text.length < 256 && ORDINARY.test(text);
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const [mark = ""] = trimmed;
  const isQuoted = /["']/.test(mark) && trimmed.length > 1 && trimmed.endsWith(mark);
  return isQuoted ? trimmed.slice(1, -1) : trimmed;
}

/** The text that its percent signs stand for; the text itself where they stand for none. */
export function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The text that Base64 stands for, also where it was compressed before; nothing where it stands for bytes. */
export function textOfBase64(text: string): string | undefined {
  const trimmed = text.trim();
  const end = trimmed.endsWith("==") ? -2 : trimmed.endsWith("=") ? -1 : trimmed.length;
  const body = trimmed.slice(0, end);
  if (body.length < LEAST_BASE64 || NOT_BASE64.test(body)) return undefined;
  const decoded = unzipped(Buffer.from(trimmed, "base64")).toString();
  return decoded !== "" && !/[^\P{C}\s]|\ufffd/u.test(decoded) ? decoded : undefined;
}

/** Of what was compressed, more than this is no user data: 16 kB of it, compressed, are what AWS takes. */
const MOST_UNZIPPED = 2 ** 22;

/** What `base64gzip()` of Terraform has made, as it was. */
function unzipped(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNZIPPED });
  } catch {
    return bytes;
  }
}

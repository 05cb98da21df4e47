import { looksSecret } from "../../../../modules/facts";
import { isObject, parseJson } from "../../json";

/** The password in a connection string. */
const IN_URL = /:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/g;

/** `KEY=value` of a dotenv file, `key: value` of YAML, an entry of a list in YAML. */
const ROW =
  /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?(?:["']?([A-Za-z_][\w.-]{0,127})["']?[ \t]*[=:](?!\/\/))?(.*)$/;

/** `Server=…;Password=…`, `host=… password=…`, `?user=…&password=…`. */
const PAIR =
  /(?:^|[;&?\s])([A-Za-z_][\w .-]{0,63}?)[ \t]{0,8}=[ \t]{0,8}("[^"]*"|'[^']*'|[^;&\s"']+)/g;

/** Base64 as a whole, such as the value of a `secret_binary`. */
const BASE64 = /^[A-Za-z0-9+/\s_-]{12,}={0,2}$/;

/**
 * What a value may be half of and never give away as a part: words, Regions, accounts and addresses without a password, such
 * as the `engine` and the `host` of a database's secret.
 */
const ORDINARY =
  /^([a-z]+|[a-z]{2}(-[a-z]+)+-\d|\d{12}|(https?:\/\/)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?)$/;

/**
 * The texts in a secret value that are secret themselves: JSON, YAML and dotenv files also by their values, several lines also
 * line by line, a connection string by its password, Base64 by what it stands for.
 */
export function secretParts(value: unknown): readonly string[] {
  if (typeof value === "number" || typeof value === "bigint") return [String(value)];
  if (Array.isArray(value)) return value.flatMap(secretParts);
  if (isObject(value)) return Object.values(value).flatMap(secretParts);
  return typeof value === "string" ? [value, ...partsOfText(value)] : [];
}

function partsOfText(text: string): readonly string[] {
  const parsed = /^\s*[[{"]/.test(text) ? parseJson(text) : undefined;
  if (parsed !== undefined) return partsOfJson(parsed);
  const decoded = decode(text);
  return [
    ...(decoded === undefined ? [] : secretParts(decoded)),
    ...rowsOf(text),
    ...pairsOf(text),
    ...passwordsOf(text),
  ];
}

function partsOfJson(value: unknown, name = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((part) => partsOfJson(part, name));
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) => partsOfJson(part, key));
  }
  if (typeof value === "string" && isOrdinary(name, value)) return [];
  return secretParts(value);
}

/** Where a text has several lines, each line and the value in it; of one line, the value behind its name. */
function rowsOf(text: string): readonly string[] {
  const rows = text.split(/\r?\n/);
  const named = rows.flatMap((row) => {
    const [, name, rest = ""] = ROW.exec(row) ?? [];
    const part = unquoted(rest);
    if (part === row.trim() || isOrdinary(name ?? "", part)) return [];
    return [part, ...passwordsOf(part)];
  });
  const whole = rows.length === 1 ? [] : rows.map((row) => row.trim());
  return [...whole, ...named].filter((part) => part !== "");
}

function pairsOf(text: string): readonly string[] {
  return [...text.matchAll(PAIR)].flatMap(([, name = "", quoted = ""]) => {
    const part = unquoted(quoted);
    return isOrdinary(name, part) ? [] : [part];
  });
}

/** Passwords in URLs, also as they are meant: what is special in a URL is written as `%2F` there. */
function passwordsOf(text: string): readonly string[] {
  return [...text.matchAll(IN_URL)].flatMap(([, password = ""]) => {
    const meant = decodeUrl(password);
    return meant === password ? [password] : [password, meant];
  });
}

function isOrdinary(name: string, part: string): boolean {
  return ORDINARY.test(part) && !looksSecret(name);
}

function unquoted(text: string): string {
  const [, , inner = text.trim()] = /^(["'])(.*)\1$/.exec(text.trim()) ?? [];
  return inner;
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The text that Base64 stands for; nothing where it stands for bytes. */
function decode(text: string): string | undefined {
  if (!BASE64.test(text.trim())) return undefined;
  const decoded = Buffer.from(text, "base64").toString();
  return /^[\P{C}\s]+$/u.test(decoded) && !decoded.includes("\ufffd") ? decoded : undefined;
}

import { PlainText } from "./plain-text";
import { randomParts } from "./random-text";
import { looksSecret } from "./secret-names";
import { secretShape } from "./secret-shapes";

/** Stands for what only Terraform knows. */
const UNKNOWN = "…";
const STRING_TOKEN = /\$\{TfToken\[[^\]]*\]\}/g;

/** Values that are none: switches, and where something is. */
const SWITCH =
  /^(|\d|true|false|yes|no|on|off|none|null|enabled|disabled|required|optional|auto|always|never)$/i;
const PLACE = /^(arn:\S+|alias\/\S+|file:\S+|(\/[\w.@-]+)+\/?)$/;
/** What a shell or a template fills in when the container runs, and what only stands for a value. */
const FILLED_IN_LATER = /^(\$|`|%\w+%$|\{\{|<|@|\*+$)/;

const QUOTED = `"[^"]*"|'[^']*'`;
/** Ways to give a value a name within a text. */
const ASSIGNMENTS: readonly RegExp[] = [
  // --password=…, PGPASSWORD=…, ;Password=…, ?token=…
  new RegExp(
    `(?<![\\w$.{-])-{0,2}([A-Za-z_][\\w.-]*)(?:=|\\s+=\\s+)(?!=)(${QUOTED}|[^\\s;&,|"')]*)`,
    "g",
  ),
  // --password …
  new RegExp(`(?<!\\S)--?([A-Za-z][\\w-]*)[ \\t]+(${QUOTED}|[^\\s-]\\S*)`, "g"),
  // "password": "…"
  new RegExp(`["']([A-Za-z_][\\w.-]*)["']\\s*:\\s*(${QUOTED})`, "g"),
  // password: …
  /^[ \t-]*([A-Za-z_][\w.-]*):[ \t]+(\S+)[ \t]*$/gm,
];

/** The password that goes with a user's name: `postgres://user:password@host`, `curl --user user:password`. */
const PASSWORDS: readonly RegExp[] = [
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/gi,
  /(?<!\S)(?:-u|--user)[ =]["']?[^\s:"']+:(?!\d+\b)([^\s"']+)/g,
];

/**
 * What looks secret about `text`, by its own name, by the names within it or by its shape; never the text itself.
 *
 * What is marked as `PlainText` is left out; what only Terraform knows is judged by its name alone.
 *
 * @param name of the variable, label, option or tag; none for an argument
 */
export function findSecret(text: string, name?: string): string | undefined {
  const judged = PlainText.replace(text, () => "").replace(STRING_TOKEN, UNKNOWN);
  const found = underName(judged, name) ?? inside(judged);
  if (found === undefined) return undefined;
  if (judged.includes(UNKNOWN)) return `a text that only Terraform knows in full, ${found}`;
  return `a text of ${judged.length} character${judged.length === 1 ? "" : "s"}, ${found}`;
}

function underName(text: string, name: string | undefined): string | undefined {
  return name !== undefined && looksSecret(name) && !isHarmless(text)
    ? "whose name says that it is secret"
    : undefined;
}

function inside(text: string): string | undefined {
  const found = secretShape(text) ?? passwordOfUser(text) ?? namedSecret(text);
  if (found !== undefined) return `with ${found}`;
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
  return found.some(([, password = ""]) => !FILLED_IN_LATER.test(password))
    ? "the password of a user"
    : undefined;
}

function namedSecret(text: string): string | undefined {
  for (const [, name = "", quoted = ""] of ASSIGNMENTS.flatMap((way) => [...text.matchAll(way)])) {
    const value = quoted.replace(/^["']|["']$/g, "");
    if (looksSecret(name) && !isHarmless(value) && !FILLED_IN_LATER.test(value)) {
      return `a value for ${name}`;
    }
  }
  return undefined;
}

function isHarmless(value: string): boolean {
  return SWITCH.test(value) || PLACE.test(value);
}

/** The text that Base64 stands for; undefined where it stands for bytes. */
function decode(part: string): string | undefined {
  const text = Buffer.from(part, "base64").toString("utf8");
  return /^[\P{C}\s]+$/u.test(text) && !text.includes("\ufffd") ? text : undefined;
}

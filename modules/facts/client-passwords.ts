import { FILLED_IN_LATER, matchesOf, type Way } from "./named-secrets";

/** The rest of the same command, as far as an option may be from its program. */
const ARGUMENTS = `\\s(?:[^|;&\\n]{0,200}?\\s)??["']?`;
const VALUE = `["']?(?!-)([^\\s"']+)`;
/** Where the same letter may be another program's port: `docker run --name mongosh -p 27017:27017`. */
const NO_PORT = `(?!["']?[\\d.]+(?:[:"'\\s]|$))`;

/** An option of well-known programs that takes a password, and whose name does not say so. */
function option(needs: string, programs: string, letters: string): Way {
  return [needs, new RegExp(`\\b(?:${programs})${ARGUMENTS}${letters}${VALUE}`, "g")];
}

/** Programs that log in to a registry, a cluster or a cloud. */
const LOGINS =
  "(?:az|buildah|cf|crane\\s+auth|docker|helm\\s+registry|nerdctl|oc|oras|podman|regctl\\s+registry|skopeo)\\s+login";

const OPTIONS: readonly Way[] = [
  option("-a", "(?:keydb|redis|valkey)-cli", "-a\\s+"),
  option("sshpass", "sshpass", "-p\\s*"),
  option("login", LOGINS, "-p\\s*"),
  // Only without a space: behind one it is the database. Not a port that is published for such an image.
  option("-p", "(?:mysql|mariadb)(?:-?[a-z]+)?", "-p(?!\\d+:)(?=\\S)"),
  option("mysqladmin", "mysqladmin", "password\\s+"),
  option("mongo", "mongo(?:sh|dump|export|files|import|restore|stat|top)", `-p\\s+${NO_PORT}`),
  option("mongo", "mongo", "-u\\s+\\S+\\s+-p\\s+"),
  option(
    "-p",
    "beeline|couchbase-cli|cqlsh|cypher-shell|rabbitmqadmin|elasticsearch-users",
    `-p\\s+${NO_PORT}`,
  ),
  option("-P", "bcp|ipmitool|mosquitto_(?:pub|rr|sub)|sqlcmd|tsql|unzip|zip", "-P\\s*"),
  option("ldap", "ldap(?:add|compare|delete|exop|modify|modrdn|passwd|search|whoami)", "-w\\s*"),
  option("vsql", "vsql", "-w\\s*"),
  option("%", "rpcclient|smbclient|smbget", "-U\\s*[\"']?[^\\s%\"']{1,128}%"),
  option("lftp", "lftp", "-u\\s*[\"']?[^\\s,\"']{1,128},"),
  option("pass:", "openssl", "-pass(?:in|out)?\\s+[\"']?pass:"),
];

/** Commands that take a password by its place. */
const COMMANDS: readonly Way[] = [
  ["mc ", new RegExp(`\\bmc\\s+alias\\s+set(?:\\s+\\S+){3}\\s+${VALUE}`, "g")],
  [
    "htpasswd",
    /\bhtpasswd\s+-\w*b\w*(?:\s+-\w+){0,4}(?:\s+[^\s|;&-][^\s|;&]*){1,2}\s+([^\s|;&]+)/g,
  ],
  [
    "rabbitmqctl",
    new RegExp(`\\brabbitmqctl\\s+(?:add_user|change_password)\\s+\\S+\\s+${VALUE}`, "g"),
  ],
  // A digit tells a token from a word of a sentence.
  ["vault", /\bvault[ \t]+login[ \t]+(?=\S*\d)([^\s=-][^\s=]*)(?=\s|$)/g],
  ["sql", /\bsql(?:plus|ldr)\s+(?:-\w+\s+){0,4}["']?[\w$#]{1,128}\/([^\s/@"']+)/g],
  [
    "echo",
    new RegExp(
      `\\becho\\s+(?:-n\\s+)?${VALUE}["']?\\s*\\|[^|;&\\n]{0,200}\\s(?:--password-stdin|passwd\\s+--stdin|sudo\\s+-S)(?!\\S)`,
      "g",
    ),
  ],
  [
    "chpasswd",
    /\becho\s+(?:-n\s+)?["']?[^\s:"'|]{1,128}:([^\s"'|]+)["']?\s*\|\s*(?:sudo\s+)?chpasswd\b/g,
  ],
];

/** Statements and files of such programs: SQL, `.netrc`, `redis.conf`. */
const STATEMENTS: readonly Way[] = [
  // What is no word alone: a user may be "identified by 'email'".
  ["", /\bidentified\s+by\s+["'](?=[^"']*[^a-z"'\s])([^"'\s]+)["']/gi],
  ["", /\b(?:with|encrypted)\s+password\s+["']([^"']+)["']/gi],
  ["using", /\bconnect\s+to\s+\w+\s+user\s+\w+\s+using\s+["']?([^\s"']+)/gi],
  ["machine", /\bmachine\s+\S{1,256}\s+login\s+\S{1,128}\s+password\s+(\S+)/g],
  ["", /^[ \t]*(?:masterauth|requirepass)[ \t]+["']?([^\s"']+)/gm],
];

/** The password that goes with a user's name: `postgres://user:password@host`, `curl --user user:password`. */
const USERS: readonly Way[] = [
  ["@", /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:"']*:([^\s/?#@"']+)@/gi],
  ["-", /(?<!\S)(?:-[uU]|--user|--proxy-user)[ =]["']?[^\s:"']+:(?!\d+\b)([^\s"']+)/g],
  // user:password@tcp(host:3306)/db
  ["@", /(?<![^\s"'=])[^\s:/@"'=]{1,128}:([^\s"']{1,128})@(?:tcp6?|udp6?|unix)?\(/g],
  // jdbc:oracle:thin:user/password@host:1521/db, user/password@//host/db
  ["jdbc:oracle:", /\bjdbc:oracle:\w+:[^\s/@:"']{1,128}\/([^\s@"']+)@/g],
  ["@//", /(?<![\w$#/])[\w$#]{1,128}\/([^\s/@"']{1,128})@\/\//g],
];

/** Whether `text` has a password where a client, a server or a URL takes it, under no name of its own. */
export function passwordOfUser(text: string): string | undefined {
  const found = matchesOf([...USERS, ...OPTIONS, ...COMMANDS, ...STATEMENTS], text);
  const passwords = found.flatMap(([, password]) => password ?? []);
  return passwords.some((password) => !FILLED_IN_LATER.test(password))
    ? "the password of a user"
    : undefined;
}

/** As far as an option may be from its program; there may be a letter in every argument. */
const LONGEST_PROGRAM = 256;

/**
 * The arguments of a command as they are judged: the value of an option together with the option, as `--password` and what
 * follows it, and that of a letter such as `-a` or `-p` with the program as well, which says whether it takes a password:
 * `redis-cli`, `docker login`.
 */
export function judgedArguments(texts: readonly string[]): readonly string[] {
  const options = texts.findIndex((text) => text.startsWith("-"));
  const program = texts.slice(0, Math.max(options, 0)).join(" ").slice(-LONGEST_PROGRAM);
  return texts.map((argument, at) => {
    const before = texts[at - 1] ?? "";
    const isValue = /^--?[A-Za-z][\w-]*$/.test(before) && !argument.startsWith("-");
    const text = isValue ? `${before} ${argument}` : argument;
    return /^-[apPUw]/.test(text) ? `${program} ${text}` : text;
  });
}

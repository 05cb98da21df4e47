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

/** The passwords that programs get by such options: `redis-cli -a …`, `mysql -p…`. */
export function passwordsOfOptions(text: string): string[] {
  return OPTIONS.flatMap((option) => [...text.matchAll(option)]).flatMap(
    ([, password]) => password ?? [],
  );
}

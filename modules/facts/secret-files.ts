/** The protocol of the init container: its command in a task definition, written and parsed. */

/** `$0` of the script: by it a registered task definition shows that it delivers files. */
export const SECRET_FILES_PROGRAM = "secret-files";

/** Where the volumes are mounted in the init container; a folder that the image has nothing in. */
export const SECRET_FILES_ROOT = "/secret-files";

/** Variable with the `uid[:gid]` that the files belong to; scanners take a name with `secret` in it for one. */
export const SECRET_FILES_OWNER = "FILES_OWNER";

/** One file and the secret that is written into it. */
export interface SecretFileArgument {
  readonly path: string;
  readonly valueFrom: string;
}

/** The command of an init container: `[SCRIPT, "secret-files", PATH, VALUE_FROM, PATH, VALUE_FROM, …]`. */
export function formatSecretFiles(
  script: string,
  files: readonly SecretFileArgument[],
): readonly string[] {
  return [
    script,
    SECRET_FILES_PROGRAM,
    ...files.flatMap(({ path, valueFrom }) => [path, valueFrom]),
  ];
}

/** The files that a container's command delivers; none for any other container. */
export function parseSecretFiles(command: readonly string[]): readonly SecretFileArgument[] {
  const [, program, ...rest] = command;
  if (program !== SECRET_FILES_PROGRAM) return [];
  const files: SecretFileArgument[] = [];
  for (let index = 0; index < rest.length; index += 2) {
    files.push({ path: rest[index] ?? "", valueFrom: rest[index + 1] ?? "" });
  }
  return files;
}

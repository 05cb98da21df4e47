import { posix } from "node:path";
import { Token, type IResolvable } from "cdktf";
import type { Construct } from "constructs";
import { object, type PropTable, number, having, knownMap } from "../../core/internal";
import { formatSecretFiles, SECRET_FILES_OWNER, SECRET_FILES_ROOT } from "../../facts";
import * as rules from "../rules";
import { ContainerImage } from "./container-image";
import type { ContainerWay, ILogDriver, TaskContext } from "./container-way";
import { SECRET_REFERENCE, type SecretReference } from "./secret-reference";

/** Pinned to one version: an image that reads secrets must not change unnoticed. */
const AWS_CLI_IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.32.9";
const START_TIMEOUT_SECONDS = 120;
const MEMORY_MIB = 128;

type Files = readonly (readonly [path: string, reference: SecretReference])[];

/** Absolute path in the container → secret. */
export type SecretFiles = Readonly<Record<string, SecretReference>>;

/** Settings of the init container that fetches `secretFiles`. */
export interface SecretFilesOptions {
  /** An image with the AWS CLI, a POSIX shell and its tools. @default - the AWS CLI's official image, one version of it */
  readonly image?: ContainerImage;
  /** Seconds after which the task gives up: 2 to 120 on Fargate. @default 120 */
  readonly startTimeoutSeconds?: number;
  /** Names of files and error codes go there, never a value. @default - the application container's */
  readonly logging?: ILogDriver;
  /** What is reserved for it. @default - nothing, or 128 MiB where the task has no memory of its own */
  readonly memoryReservationMiB?: number;
}

/** The props of this way. */
export interface SecretFilesProps {
  /**
   * Files that an init container fetches with the task role before this one starts: read-only, and readable for `user`
   * alone, which must be given. @default - none
   */
  readonly secretFiles?: SecretFiles;
  /** Settings of that init container. @default - those of each setting */
  readonly secretFilesOptions?: SecretFilesOptions;
}

/** How they are read. */
export const SECRET_FILES_PROPS = {
  secretFiles: knownMap(SECRET_REFERENCE),
  secretFilesOptions: object<SecretFilesOptions>({
    image: having("a ContainerImage", "bind"),
    startTimeoutSeconds: number,
    logging: having("a LogDriver", "bind"),
    memoryReservationMiB: number,
  }),
} satisfies PropTable<SecretFilesProps>;

/** What of the container's other props the files depend on. */
interface FilesReader extends SecretFilesProps {
  readonly user?: string;
  readonly overrides?: { readonly user?: string };
  readonly logging?: ILogDriver;
  readonly mounts?: Readonly<Record<string, { readonly readOnly?: boolean | IResolvable }>>;
}

/** The container that fetches the files. */
interface InitContainer {
  readonly image: ContainerImage;
  readonly essential: boolean;
  readonly user: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly logging?: ILogDriver;
  readonly mounts: Readonly<Record<string, { readonly volume: string }>>;
  readonly startTimeoutSeconds: number;
  readonly memoryReservationMiB?: number;
}

/** The task as the files need it: they bring volumes and an init container along. */
export interface TaskBuilder extends TaskContext {
  /** Adds a volume that lives with the task. @returns its name, for a container's mounts */
  addVolume(name: string, volume: { readonly kind: "task" }): string;
  /** Adds a container that helps another one. */
  addContainer(name: string, props: InitContainer): unknown;
}

/**
 * `secretFiles`: files that an init container fetches with the task role, into a volume that lives with the task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/example_task_definitions.html#example_task_definition-containerdependency
 */
export const secretFiles: ContainerWay<FilesReader, TaskBuilder> = (container, props, task) => {
  const files: Files = Object.entries(props.secretFiles ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (files.length === 0) return undefined;
  const directories = volumeDirectories(files.map(([path]) => path));
  check(container, props, task, files);
  for (const directory of directories) {
    const { mounts = {} } = props;
    rules.secretFileMount.enforce(container, "secretFiles", { directory, mounts });
  }
  for (const [, reference] of files) reference.grantRead(task.taskRole);

  const init = `${container.node.id}-secret-files`;
  const volumes = directories.map((directory, index) => ({
    directory,
    volume: task.addVolume(`${init}-${index + 1}`, { kind: "task" }),
  }));
  task.addContainer(init, initContainer(props, task, files, volumes));
  return {
    fields: {
      dependsOn: [{ containerName: init, condition: "SUCCESS" }],
      mountPoints: volumes.map(({ directory, volume }) => {
        return { sourceVolume: volume, containerPath: directory, readOnly: true };
      }),
    },
    references: files.map(([, reference]) => reference),
    // Containers wait for each other since 1.3.0; what the volumes lie on is encrypted since 1.4.0.
    features: [{ feature: "an encrypted volume for secret files", since: "1.4.0" }],
  };
};

/** Directories that need a volume: those of the files, without those that lie in another one. */
function volumeDirectories(paths: readonly string[]): readonly string[] {
  const directories = [...new Set(paths.map((path) => posix.dirname(path)))].sort();
  // A volume below a read-only one could not be mounted: its folder cannot be made there.
  return directories.filter(
    (directory) => !directories.some((other) => directory.startsWith(`${other}/`)),
  );
}

function check(container: Construct, props: FilesReader, task: TaskContext, files: Files): void {
  const paths = files.map(([path]) => path);
  for (const [path, reference] of files) {
    const prop = `secretFiles["${path}"]`;
    const others = paths.filter((other) => other !== path);
    rules.secretFileKnown.enforce(container, "secretFiles", !Token.isUnresolved(path));
    rules.secretFileUnique.enforce(container, "secretFiles", { path, others });
    rules.secretFileDirectory.enforce(container, "secretFiles", { path, others });
    rules.secretFilePath.enforce(container, "secretFiles", path);
    rules.secretFileHides.enforce(container, "secretFiles", path);
    reference.validate(container, prop);
    rules.secretFileWhole.enforce(container, prop, reference);
  }
  const { compatibility, networkMode } = task;
  const seconds = props.secretFilesOptions?.startTimeoutSeconds ?? START_TIMEOUT_SECONDS;
  const timeout = { seconds, compatibility };
  rules.secretFilesTimeout.enforce(container, "secretFilesOptions.startTimeoutSeconds", timeout);
  rules.secretFilesNetwork.enforce(container, "networkMode", networkMode);
  rules.secretFilesContainer.enforce(container, "name", container.node.id);
  const user = userOf(props);
  rules.secretFileUser.enforce(container, "user", { user });
  rules.secretFileOwner.enforce(container, "user", user);
}

/** The user that the container runs as; one in `overrides` wins. */
function userOf({ user, overrides }: FilesReader): string | undefined {
  return overrides?.user ?? user;
}

function initContainer(
  props: FilesReader,
  task: TaskContext,
  files: Files,
  volumes: readonly { readonly directory: string; readonly volume: string }[],
): InitContainer {
  const { logging, secretFilesOptions: options = {} } = props;
  const user = userOf(props);
  const mounts = volumes.map(({ directory, volume }) => {
    return [`${SECRET_FILES_ROOT}${directory}`, { volume }] as const;
  });
  return {
    image: options.image ?? ContainerImage.fromRegistry(AWS_CLI_IMAGE),
    essential: false,
    // The volume belongs to root, and only root can give the files to another user.
    user: "0",
    entryPoint: ["/bin/sh", "-c"],
    command: formatSecretFiles(
      SECRET_FILES_SCRIPT,
      files.map(([path, { valueFrom }]) => ({ path, valueFrom })),
    ),
    environment: user === undefined ? undefined : { [SECRET_FILES_OWNER]: user },
    logging: options.logging ?? logging,
    mounts: Object.fromEntries(mounts),
    startTimeoutSeconds: options.startTimeoutSeconds ?? START_TIMEOUT_SECONDS,
    memoryReservationMiB:
      options.memoryReservationMiB ?? (task.hasTaskMemory ? undefined : MEMORY_MIB),
  };
}

/**
 * What the init container runs, with the POSIX shell and the tools that the AWS CLI's image has: no jq, no python.
 *
 * A constant text for `sh -c`. What it works on are its arguments, those of `formatSecretFiles`, so that no path and no
 * name is ever read as shell.
 *
 * - A value goes from the CLI into a file and from file to file, never through an argument, a variable of the
 *   environment or a log. Of what the CLI complains about only the error's code is printed.
 * - The CLI's text output ends in a newline of its own, and its formatter passes over errors of the last write. So the
 *   query puts the types of both fields behind the value: when they stand at the end, the answer is whole, whatever
 *   the CLI's exit status, and exactly that many bytes are cut off.
 * - The parameters `/name` and `name` have the same ARN, so both are tried.
 * - Instance metadata is off, because on EC2 it would hand out the instance's role where the task has none.
 */
const SECRET_FILES_SCRIPT = `set -euf
umask 077
export LC_ALL=C.UTF-8 PYTHONUTF8=1 AWS_PAGER='' AWS_EC2_METADATA_DISABLED=true
root=\${SECRET_FILES_ROOT:-${SECRET_FILES_ROOT}}
owner=\${${SECRET_FILES_OWNER}:-}
tab=$(printf '\\t')
work=
path=arguments

fail() {
  printf '%s: %s: %s\\n' "$0" "$path" "$1" >&2
  exit 1
}

clean() {
  [ -z "$work" ] || rm -rf "$work"
  work=
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ask ARGUMENT...: the CLI's answer in a file
ask() {
  status=0
  error=$(aws "$@" --region "$region" --output text --cli-connect-timeout 10 \\
    --cli-read-timeout 20 2>&1 >"$work/answer") || status=$?
  [ "$status" != 0 ] || return 0
  reason="aws ended with $status"
  case $error in
    *"An error occurred ("*") when calling"*)
      code=\${error#*"An error occurred ("}
      code=\${code%%")"*}
      case $code in
        *[!A-Za-z0-9.]*) ;;
        *) reason=$code ;;
      esac
      ;;
    *"Could not connect"* | *"onnect timeout"* | *"ead timeout"*)
      reason="the endpoint of $service in $region cannot be reached" ;;
    *"[Errno 27]"* | *"[Errno 28]"*)
      reason="the volume is full" ;;
    *"locate credentials"* | *"retrieving credentials"*)
      reason="there are no credentials of a task role" ;;
  esac
  fail "$reason: $reference"
}

# ends_in BYTES TEXT: whether the answer does, before its last newline
ends_in() {
  [ "$(tail -c "$1" "$work/answer")" = "$2" ]
}

# without_last BYTES: the answer without them
without_last() {
  size=$(wc -c <"$work/answer")
  head -c "$((size - $1))" "$work/answer"
}

read_secret() {
  [ -z "$key" ] || fail "a JSON key cannot be read into a file: $reference"
  set -- --secret-id="$arn"
  [ -z "$stage" ] || set -- "$@" --version-stage="$stage"
  [ -z "$id" ] || set -- "$@" --version-id="$id"
  ask secretsmanager get-secret-value "$@" \\
    --query '[not_null(SecretString, SecretBinary), type(SecretString), type(SecretBinary)]'
  if ends_in 13 "\${tab}string\${tab}null"; then
    without_last 13 >"$work/value"
  elif ends_in 13 "\${tab}null\${tab}string"; then
    without_last 13 >"$work/base64" && base64 -d <"$work/base64" >"$work/value"
  else
    fail "the answer is not whole: $reference"
  fi
}

read_parameter() {
  case $name in
    */*) set -- "/$name" ;;
    *) set -- "$name" "/$name" ;;
  esac
  for spelled in "$@"; do
    ask ssm get-parameters --with-decryption --names="$spelled" \\
      --query '[Parameters[0].Value, type(Parameters[0].Value)]'
    if ends_in 8 "\${tab}string"; then
      without_last 8 >"$work/value"
      return
    fi
    ends_in 10 "None\${tab}null" || fail "the answer is not whole: $reference"
  done
  fail "ParameterNotFound: $reference"
}

# parse VALUE_FROM
parse() {
  reference=$1
  IFS=:
  set -- $reference
  unset IFS
  service=\${3:-} region=\${4:-} name=\${6:-} key=\${8:-} stage=\${9:-} id=\${10:-}
  name=\${name#parameter/}
  arn=\${1:-}:\${2:-}:$service:$region:\${5:-}:\${6:-}:\${7:-}
}

[ "$(($# % 2))" = 0 ] || fail "a path without a secret: $*"
while [ "$#" != 0 ]; do
  path=$1
  parse "$2"
  shift 2
  directory=$root\${path%/*}
  (umask 022 && mkdir -p "$directory") || fail "its directory cannot be made"
  work=$(mktemp -d "$directory/.secret-files.XXXXXX") || fail "its directory cannot be written to"
  export HOME="$work" TMPDIR="$work"
  case $service in
    secretsmanager) read_secret || fail "cannot be written, is the volume full?" ;;
    ssm) read_parameter || fail "cannot be written, is the volume full?" ;;
    *) fail "no ARN of a secret: $reference" ;;
  esac
  [ -z "$owner" ] || chown "$owner" "$work/value" || fail "cannot be given to $owner"
  chmod 0400 "$work/value" || fail "its mode cannot be set"
  mv -f "$work/value" "$root$path" || fail "cannot be moved into place"
  clean
  printf '%s: %s: from %s\\n' "$0" "$path" "$reference"
done
`;

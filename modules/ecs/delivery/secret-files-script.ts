import { SECRET_FILES_OWNER, SECRET_FILES_ROOT } from "../../facts";

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
 * - An ARN does not tell the parameter `/name` from `name`.
 * - Instance metadata is off, because on EC2 it would hand out the instance's role where the task has none.
 */
export const SECRET_FILES_SCRIPT = `set -euf
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

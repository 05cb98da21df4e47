import { spawn } from "node:child_process";
import type { Writable } from "node:stream";

/**
 * Reads what this process starts and makes, a line each, until its end closes the pipe: also the end by SIGKILL, which
 * leaves it no time. Then it ends what still runs and removes what is still there. A program whose signal is SIGINT may
 * take its time: Terraform saves its state.
 */
const SCRIPT = `
trap '' INT TERM HUP
running=
folders=
killer=
newline='
'
is_running() {
  kill -0 "$1" 2>/dev/null || return 1
  # A zombie, which no process waits for, has ended all the same.
  case $(ps -o stat= -p "$1" 2>/dev/null) in Z*) return 1 ;; esac
}
while IFS= read -r line; do
  name=\${line#* }
  case $line in
    'run '*) running="$running $name" ;;
    'ended '*)
      kept=
      for each in $running; do [ "\${each#*:}" = "$name" ] || kept="$kept $each"; done
      running=$kept ;;
    'leaving '*) (sleep 5 && kill -s KILL "$name") 2>/dev/null & killer=$! ;;
    'made '*) folders="$folders$name$newline" ;;
    'removed '*)
      kept=
      while IFS= read -r each; do
        [ -z "$each" ] || [ "$each" = "$name" ] || kept="$kept$each$newline"
      done <<END
$folders
END
      folders=$kept ;;
  esac
done
# It has the traps of this shell, and hears no other signal.
[ -z "$killer" ] || kill -s KILL "$killer"
for each in $running; do
  pid=\${each#*:}
  case $each in
    INT:*) kill -s INT "$pid" ;;
    *) kill -s "\${each%%:*}" -- "-$pid" ;;
  esac
done 2>/dev/null
for each in $running; do
  tries=300
  while [ "$tries" -gt 0 ] && is_running "\${each#*:}"; do
    sleep 0.1
    tries=$((tries - 1))
  done
  kill -s KILL -- "-\${each#*:}" 2>/dev/null
done
while IFS= read -r each; do [ -z "$each" ] || rm -rf -- "$each"; done <<END
$folders
END
`;

/** Undefined before the first line, and null where there is no shell to run it. */
let pipe: Writable | null | undefined;

/** To be ended with this process: the leader of a process group, and the signal that it understands. */
export function watchProcess(pid: number, signal: NodeJS.Signals): void {
  tell(`run ${signal.replace("SIG", "")}:${pid}`);
}

/** It has ended. */
export function unwatchProcess(pid: number): void {
  tell(`ended ${pid}`);
}

/** To be removed with this process. */
export function watchFolder(folder: string): void {
  tell(`made ${folder}`);
}

/** It is removed. */
export function unwatchFolder(folder: string): void {
  tell(`removed ${folder}`);
}

/**
 * This process is about to end, and is killed where it has not within a few seconds: Node waits for a thread that waits in
 * the system, for the name of a host or for a pipe into which nobody writes.
 */
export function killLate(): void {
  tell(`leaving ${process.pid}`);
}

/** Starts it, where it is not there yet: best before anything that it is to watch. */
export function watch(): void {
  if (pipe === undefined) pipe = start();
}

function tell(line: string): void {
  watch();
  // A name with a line break would be two lines.
  if (!line.includes("\n")) pipe?.write(`${line}\n`);
}

function start(): Writable | null {
  if (process.platform === "win32") return null;
  // Of its own group, which no Ctrl-C of a terminal reaches, and without the environment, which may hold values.
  const child = spawn("/bin/sh", ["-c", SCRIPT, "ecs-secrets-watchdog"], {
    detached: true,
    env: { PATH: process.env["PATH"] },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.on("error", () => (pipe = null));
  child.stdin.on("error", () => (pipe = null));
  child.unref();
  // Only its end matters: this process need not wait for anybody to read.
  if ("unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
  return child.stdin;
}

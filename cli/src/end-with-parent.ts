import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { interruptRunning } from "./interruptible";

const POLL_MS = 500;

/** A process that this one runs for, and the parent that it had at first. */
interface Ancestor {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Interrupts the running command when a program that started it is gone: npm ends on SIGTERM without ending what it
 * runs, and a local AWS would then stay for ever.
 *
 * Watched are the wrappers of package managers up to the outermost. What started these may end before us: a shell that
 * was told to leave us running does.
 */
export function endWithParent(): void {
  const watched = wrappers();
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every(({ pid, parent }) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    interruptRunning("SIGTERM");
  }, POLL_MS);
  // A command that is done is not kept for the sake of the watch.
  timer.unref();
}

/** This process and its ancestors, as far as a package manager started them. */
function wrappers(): readonly Ancestor[] {
  if (process.platform === "win32" || process.env["npm_lifecycle_event"] === undefined) return [];
  const found: Ancestor[] = [];
  let pid = process.pid;
  // Each has the variable in its environment that the package manager above it has set; the outermost has none.
  for (let parent = parentOf(pid); parent !== undefined && parent > 1; parent = parentOf(pid)) {
    found.push({ pid, parent });
    pid = parent;
    if (!isRunByPackageManager(pid)) break;
  }
  return found;
}

/** The parent as it is now; undefined for a process that is gone. */
function parentOf(pid: number): number | undefined {
  if (pid === process.pid) return process.ppid;
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
    return stdout.trim() === "" ? undefined : Number(stdout);
  }
  try {
    // The name of the program, in brackets, may hold anything; after it come the state and the parent.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

function isRunByPackageManager(pid: number): boolean {
  try {
    return process.platform === "linux"
      ? readFileSync(`/proc/${pid}/environ`).includes("\0npm_lifecycle_event=")
      : spawnSync("ps", ["eww", "-p", String(pid)]).stdout.includes(" npm_lifecycle_event=");
  } catch {
    return false;
  }
}

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
  const outermost = watched.at(-1);
  if (outermost === undefined) return;
  const end = (): void => interruptRunning("SIGTERM");
  if (isOrphaned(outermost)) return end();
  const timer = setInterval(() => {
    if (watched.every(({ pid, parent }) => familyOf(pid)?.parent === parent)) return;
    clearInterval(timer);
    end();
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
  for (let family = familyOf(pid); family !== undefined; family = familyOf(pid)) {
    found.push({ pid, parent: family.parent });
    pid = family.parent;
    if (pid < 1 || !isRunByPackageManager(pid)) break;
  }
  return found;
}

/**
 * Whether the package manager that started the outermost wrapper was gone before it could be watched. What it starts is
 * in its process group, and whoever takes in an orphan, the first process of the system or of the session, is in
 * another. A wrapper that leads a group of its own, such as a terminal's shell, was put there, and says nothing.
 */
function isOrphaned({ pid, parent }: Ancestor): boolean {
  const { group = 0 } = familyOf(process.pid) ?? {};
  // One outside of a container has the number 0, and whether it is there cannot be told.
  if (group === 0 || parent === 0 || pid === group) return false;
  return familyOf(pid)?.group === group && familyOf(parent)?.group !== group;
}

/** What the system knows of a process beside its program. */
interface Family {
  readonly parent: number;
  readonly group: number;
}

/** As it is now; undefined for a process that is gone. */
function familyOf(pid: number): Family | undefined {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "ppid=,pgid=", "-p", String(pid)], {
      encoding: "utf8",
    });
    const [parent, group] = stdout.trim().split(/\s+/).map(Number);
    return parent === undefined || group === undefined ? undefined : { parent, group };
  }
  try {
    // The name of the program, in brackets, may hold anything; after it come the state, the parent and the group.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : { parent: Number(parent), group: Number(group) };
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

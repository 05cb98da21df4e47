import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { unwatchProcess, watch, watchProcess } from "../watchdog";

/** What is running, with the signal that ends it should this process have to exit without waiting. */
const live = new Map<ChildProcess, NodeJS.Signals>();
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let guarded = false;

/**
 * Starts a program as the leader of a process group of its own.
 *
 * A group, because what is started may be a wrapper script and may start plugins: all of it has to end. Of its own,
 * because the terminal sends Ctrl-C to a whole group, and Terraform takes the second interrupt as "exit at once".
 */
export function spawnGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  exitSignal: NodeJS.Signals = "SIGKILL",
): ChildProcess {
  guardAgainstLeftovers();
  // Before it: a program that is started first could live on, should this process be killed in between.
  watch();
  const child = spawn(command, args, { ...options, detached: true });
  live.set(child, exitSignal);
  const { pid } = child;
  if (pid !== undefined) watchProcess(pid, exitSignal);
  child.once("exit", () => {
    live.delete(child);
    if (pid !== undefined) unwatchProcess(pid);
    // Without its leader a group has no purpose: plugins of a Terraform that was killed would stay for ever.
    signalGroup(child, "SIGKILL");
  });
  child.once("error", () => live.delete(child));
  return child;
}

/** Sends a signal to every process of the group; false if there is none left. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    // No process group where the platform has none (Windows), or it has ended already.
    return hasExited(child) ? false : child.kill(signal);
  }
}

/** Ends the group: SIGTERM, and SIGKILL for what is still there after the grace period. */
export async function endGroup(child: ChildProcess, graceMs = 3_000): Promise<void> {
  if (!hasExited(child)) {
    signalGroup(child, "SIGTERM");
    await exitWithin(child, graceMs);
  }
  signalGroup(child, "SIGKILL");
  await exitWithin(child, graceMs);
  live.delete(child);
}

/** Whether the leader has ended or never started. */
export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** Waits for the leader's end, at most so long. */
function exitWithin(child: ChildProcess, milliseconds: number): Promise<void> {
  if (hasExited(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Leaves nothing behind when this process ends; what SIGKILL leaves is the watchdog's. */
function guardAgainstLeftovers(): void {
  if (guarded) return;
  guarded = true;
  // First of all: what else is done at exit, such as removing files, is done for programs that write no more.
  process.prependOnceListener("exit", signalAll);
  for (const signal of endingSignals) process.on(signal, endOnSignal);
}

/** A program that handles the signal itself decides when to exit; for any other, do what the default would have done. */
function endOnSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  signalAll();
  process.removeListener(signal, endOnSignal);
  process.kill(process.pid, signal);
}

function signalAll(): void {
  for (const [child, signal] of live) signalGroup(child, signal);
}

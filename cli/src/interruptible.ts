import { InterruptedError } from "./user-error";

/** The signals that end a command. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The one interruption of this process: every stage of a command sees the same signal, also one that began after it. */
let running: AbortController | undefined;
/** Runs while interrupted work cleans up. */
let lastGrace: NodeJS.Timeout | undefined;
/** Ends the wait for it. */
let giveUp: (reason: InterruptedError) => void = () => undefined;

/** Longer than Terraform may take to save its state, and the emulator to end. */
const LAST_GRACE_MS = 60_000;

/**
 * Runs `work` with a signal that Ctrl-C, SIGTERM and SIGHUP abort, so that it can clean up behind itself. Inside of
 * another `interruptible` it has that one's signal.
 *
 * @param left what an interruption leaves half-done; @default - nothing, or what the interrupted step says
 * @throws InterruptedError when it was interrupted, after the cleaning, or where that does not come to its end: the caller
 *   then has to end this process
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  left?: () => InterruptedError,
): Promise<T> {
  if (running !== undefined) return explained(work, running.signal, left);
  const controller = new AbortController();
  const abort = (name: NodeJS.Signals): void => interrupt(controller, name);
  for (const name of SIGNALS) process.on(name, abort);
  running = controller;
  const graceIsOver = new Promise<never>((_resolve, reject) => (giveUp = reject));
  try {
    return await Promise.race([explained(work, controller.signal, left), graceIsOver]);
  } finally {
    running = undefined;
    clearTimeout(lastGrace);
    for (const name of SIGNALS) process.off(name, abort);
  }
}

/** Interrupts what runs, as the signal would; nothing happens where nothing runs. */
export function interruptRunning(name: NodeJS.Signals): void {
  if (running !== undefined) interrupt(running, name);
}

/** The signal of the interruptible work that this code is part of; one that is never aborted outside of any. */
export function interruption(): AbortSignal {
  return running?.signal ?? new AbortController().signal;
}

function interrupt(controller: AbortController, name: NodeJS.Signals): void {
  if (controller.signal.aborted) return;
  controller.abort(name);
  // Cleaning that hangs must not keep the process: what is left is removed as it exits.
  lastGrace = setTimeout(() => giveUp(unended()), LAST_GRACE_MS).unref();
}

async function explained<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  left: (() => InterruptedError) | undefined,
): Promise<T> {
  try {
    if (signal.aborted) throw nothingLeft();
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    if (left !== undefined) throw left();
    throw error instanceof InterruptedError ? error : nothingLeft(error);
  }
}

/**
 * The result of `work`, unless the signal is aborted first, or was aborted before; what `work` then still yields is
 * given to `discard`.
 */
export function unlessAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
  discard: (late: T) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => reject(nothingLeft());
    // An event that has been is not sent again to those who listen late.
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    work.then((value) => {
      signal.removeEventListener("abort", leave);
      if (!signal.aborted) return resolve(value);
      discard(value).catch(() => undefined);
    }, reject);
  });
}

/**
 * The result of `work`, or nothing where the signal is aborted first: for a step that has more to say than that it was
 * interrupted. The SDK waits patiently where it is throttled or gets no answer; a signal must end that at once.
 */
export async function valueUnlessAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T | undefined> {
  try {
    return await unlessAborted(signal, work);
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // A pending promise keeps no process alive; a timer does.
    const timer = setInterval(() => undefined, 60_000);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

/** What a step says that was interrupted and leaves nothing behind. */
export function nothingLeft(cause?: unknown): InterruptedError {
  return new InterruptedError(
    "Nothing is left half-done: what was started has been ended, and its files are removed.",
    "Run the same command again.",
    { cause },
  );
}

/** What is said when a step does not end although it was interrupted. */
function unended(): InterruptedError {
  return new InterruptedError(
    `What was under way did not end within ${LAST_GRACE_MS / 1000} s and may be half-done.`,
    "Run the same command again.",
  );
}

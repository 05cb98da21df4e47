import { UserError } from "../user-error";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `work` with a signal that Ctrl-C aborts, so that it can clean up behind itself.
 *
 * @throws UserError when it was interrupted, after the cleaning
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const name of SIGNALS) process.on(name, abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? interrupted(error) : error;
  } finally {
    for (const name of SIGNALS) process.off(name, abort);
  }
}

/** The result of `work`, unless the signal is aborted first; what `work` then still yields is given to `discard`. */
export function unlessAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
  discard: (late: T) => Promise<void>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => reject(new Error("aborted"));
    signal.addEventListener("abort", leave, { once: true });
    work.then((value) => {
      signal.removeEventListener("abort", leave);
      if (!signal.aborted) return resolve(value);
      discard(value).catch(() => undefined);
    }, reject);
  });
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

function interrupted(cause: unknown): UserError {
  return new UserError(
    "Interrupted.",
    "Everything that was started has been ended, and its files are removed.",
    ["run the same command again"],
    { cause },
  );
}

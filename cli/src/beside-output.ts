import { AsyncLocalStorage } from "node:async_hooks";

/** Set in the work whose output is not the result of the command, in all that it awaits and all that it leaves running. */
const beside = new AsyncLocalStorage<true>();
let isDivided = false;

/**
 * Runs code of others, whose `console.log` goes to standard error: what stands on standard output is evaluated by a
 * shell, or piped into a file.
 */
export function besideOutput<T>(work: () => Promise<T>): Promise<T> {
  if (!isDivided) divide();
  isDivided = true;
  return beside.run(true, work);
}

function divide(): void {
  const { stdout, stderr } = process;
  const [toOutput, toError] = [stdout, stderr].map((stream) => stream.write.bind(stream));
  stdout.write = ((...args: Parameters<typeof stdout.write>) =>
    (beside.getStore() ? toError : toOutput)?.(...args)) as typeof stdout.write;
}

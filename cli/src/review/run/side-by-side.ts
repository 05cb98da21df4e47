import os from "node:os";

/** What one Terraform with the AWS provider, and perhaps an emulator, takes while it plans. */
const BYTES_PER_STACK = 1.5 * 2 ** 30;

/** How many stacks are planned at once on this machine. */
export function stacksAtOnce(): number {
  const fitting = Math.floor(os.freemem() / BYTES_PER_STACK);
  return Math.max(1, Math.min(os.availableParallelism(), fitting));
}

/** Runs `work` for every item, at most `limit` at once; results stand in the order of the items. */
export async function sideBySide<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const failed = new AbortController();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (failed.signal.aborted) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failed.abort();
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker);
  const ends = await Promise.allSettled(workers);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
  return results;
}

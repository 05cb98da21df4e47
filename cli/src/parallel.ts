/**
 * Works on all items, on at most `limit` at a time; the results stand in the order of the items. After a failure no
 * further item is begun, and what was begun is waited for.
 *
 * @throws what the first failed item threw
 */
export async function inParallel<T, R>(
  limit: number,
  items: readonly T[],
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

/** The items in groups of at most `size`, for calls that take no more at once. */
export function batchesOf<T>(size: number, items: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    batches.push(items.slice(start, start + size));
  }
  return batches;
}

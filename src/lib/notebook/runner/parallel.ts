/** Runs `work` on all items, at most `width` at a time; the first error stops the rest. Results keep the order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
  stop: AbortController,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length && !stop.signal.aborted) {
      const index = next++;
      try {
        results[index] = await work(items[index]);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(width, items.length)) }, worker));
  return results;
}

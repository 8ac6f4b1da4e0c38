import type { Pointer } from "../registry";

const PERIOD_MS = 100;

/**
 * Calls the listener with each pointer of a higher version than `known`, in order. It looks again and again: neither
 * folders nor topics tell of changes everywhere.
 */
export function watchPointers(
  history: () => Promise<readonly Pointer[]>,
  known: number,
  listener: (pointer: Pointer) => void,
): { close(): void } {
  let last = known;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    // What cannot be read now (a broker that is away) may be readable at the next look.
    const pointers = await history().catch(() => []);
    for (const pointer of pointers) {
      if (closed || pointer.version <= last) continue;
      last = pointer.version;
      listener(pointer);
    }
    if (!closed) timer = setTimeout(look, PERIOD_MS).unref();
  };
  timer = setTimeout(look, 0);
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

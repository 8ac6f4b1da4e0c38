/** What may still come to an end by itself and fail doing so. Servers and sockets may stay open for ever. */
const pendingKinds = new Set(["Timeout", "Immediate", "FSReqCallback", "FSReqPromise", "TickObject"]);

/**
 * Waits until nothing that a cell left behind is pending, at most `limit` ms. `baseline` is what the kernel itself
 * keeps pending.
 */
export async function settleTimers(baseline: number, limit: number, failed: () => boolean): Promise<void> {
  const end = performance.now() + limit;
  // Rejections are reported after the microtasks that follow a macrotask; two turns are enough for both.
  await turn();
  await turn();
  while (!failed() && pending() > baseline && performance.now() < end) {
    await new Promise((resolve) => {
      // An own waiting timer would be counted as one of the cell's; an unreferenced one is not.
      setTimeout(resolve, 10).unref();
    });
  }
}

export function pending(): number {
  return process.getActiveResourcesInfo().filter((kind) => pendingKinds.has(kind)).length;
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

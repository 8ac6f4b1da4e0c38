import { setTimeout as sleep } from "node:timers/promises";

/** The time of a loop: what it is, and how to wait. Injected, so that tests own it. */
export interface Pace {
  /** ms since the epoch, with fractions. */
  now(): number;
  /** Resolves after that many ms, or at once when the signal says so. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's time, finer than its clock's milliseconds. */
export const realPace: Pace = {
  now: () => performance.timeOrigin + performance.now(),
  async wait(ms, signal) {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

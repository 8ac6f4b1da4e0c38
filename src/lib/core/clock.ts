/** Milliseconds since the epoch, UTC. Injected wherever time matters, so that tests and replays own it. */
export interface Clock {
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * A clock that moves only when told.
 *
 * @example
 * const clock = core.virtualClock(1000);
 * clock.advance(500);
 * clock.now() //=> 1500
 */
export function virtualClock(start = 0): Clock & { advance(ms: number): void } {
  let time = start;
  return {
    now: () => time,
    advance(ms) {
      time += ms;
    },
  };
}

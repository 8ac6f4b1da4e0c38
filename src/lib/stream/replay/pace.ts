import type { Clock } from "../../core";

/** Timers cannot wait for less. */
const SHORTEST_MS = 1;

/** Decides by the wall clock which rows are due. */
export class Pace {
  readonly #clock: Clock;
  readonly #sleep: ((ms: number) => Promise<void>) | undefined;
  readonly #intervalMs: number;
  #tps: number;
  #paused = false;
  /** A row, and the wall time at which it is due; the others follow by their event times. */
  #anchor: { readonly seq: number; readonly wall: number } | undefined;
  #wake: () => void = () => {};

  constructor(
    clock: Clock,
    { tps, intervalMs }: { readonly tps: number; readonly intervalMs: number },
    sleep: ((ms: number) => Promise<void>) | undefined,
  ) {
    this.#clock = clock;
    this.#tps = tps;
    this.#intervalMs = intervalMs;
    this.#sleep = sleep;
  }

  pause(): void {
    this.#paused = true;
    this.change();
  }

  resume(): void {
    this.#paused = false;
    this.change();
  }

  speed(tps: number): void {
    this.#tps = tps;
    this.change();
  }

  /** What was waited for has changed: count from the next row and now. */
  change(): void {
    this.#anchor = undefined;
    this.#wake();
  }

  /**
   * The end of the rows from `from` on that may be sent now, at most `most`. Waits for the first of them, but comes back
   * with nothing when something changes meanwhile.
   */
  async due(times: Float64Array, from: number, most: number): Promise<number> {
    if (this.#paused) {
      await this.#until(undefined);
      return from;
    }
    if (this.#tps === 0) return most;
    this.#anchor ??= { seq: from, wall: this.#clock.now() };
    const { seq, wall } = this.#anchor;
    const scale = this.#intervalMs === 0 ? 0 : 1000 / this.#tps / this.#intervalMs;
    const dueAt = (row: number): number => wall + (times[row] - times[seq]) * scale;
    const now = this.#clock.now();
    let to = from;
    while (to < most && dueAt(to) <= now) to++;
    if (to === from) await this.#until(Math.max(SHORTEST_MS, dueAt(from) - now));
    return to;
  }

  /** Until something changes, or the time is up. */
  async #until(ms: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (ms === undefined) return;
      if (this.#sleep === undefined) timer = setTimeout(resolve, ms);
      else this.#sleep(ms).then(resolve, resolve);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }
}

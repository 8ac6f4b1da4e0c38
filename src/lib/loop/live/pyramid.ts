import { cover, FANOUT } from "./cover";
import { Growable } from "./growable";

/** Lowest and highest value of a stretch; NaN where there is none. */
export interface Extremes {
  min: number;
  max: number;
}

interface Level {
  readonly min: Growable;
  readonly max: Growable;
}

/**
 * Lowest and highest values of a series that grows, in levels: each bucket of a level covers four of the level below.
 * The extremes of any stretch then come from a few dozen numbers, however long it is, and are exact: none is lost,
 * none is made up. A missing value (NaN) is in no extreme; a stretch without values has none.
 *
 * Memory: 21 bytes a value pushed, in typed arrays.
 */
export class Pyramid {
  readonly #levels: Level[] = [{ min: new Growable(), max: new Growable() }];

  /** Buckets of the lowest level. */
  get length(): number {
    return this.#levels[0].min.length;
  }

  /** Adds a bucket of the lowest level: the extremes of what it covers, NaN for nothing. */
  push(min: number, max: number): void {
    let [low, high] = [min, max];
    for (let k = 0; ; k++) {
      const level = this.#levels[k];
      level.min.push(low);
      level.max.push(high);
      const { length } = level.min;
      if (length % FANOUT !== 0) return;
      low = Number.NaN;
      high = Number.NaN;
      for (let i = length - FANOUT; i < length; i++) {
        low = lower(low, level.min.at(i));
        high = higher(high, level.max.at(i));
      }
      if (k + 1 === this.#levels.length) this.#levels.push({ min: new Growable(), max: new Growable() });
    }
  }

  /** The extremes of the buckets `from` (inclusive) to `to` (exclusive) of the lowest level. */
  extremes(from: number, to: number): Extremes {
    let min = Number.NaN;
    let max = Number.NaN;
    cover(from, Math.min(to, this.length), (k, at) => {
      min = lower(min, this.#levels[k].min.at(at));
      max = higher(max, this.#levels[k].max.at(at));
    });
    return { min, max };
  }
}

export function lower(a: number, b: number): number {
  return a < b || Number.isNaN(b) ? a : b;
}

export function higher(a: number, b: number): number {
  return a > b || Number.isNaN(b) ? a : b;
}

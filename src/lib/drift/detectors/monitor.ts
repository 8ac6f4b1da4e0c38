/** What a monitor says about one value. */
export const QUIET = 0;
export const WARNING = 1;
export const ALARM = 2;
/** The value did not end with an evaluation. */
export const NO_LOOK = -1;
export type MonitorSays = typeof QUIET | typeof WARNING | typeof ALARM | typeof NO_LOOK;

/** Watches one series of numbers that are never missing. Several of them side by side make a detector. */
export interface Monitor {
  push(value: number): MonitorSays;
  /** What was compared with the threshold at the last look. */
  readonly statistic: number;
  readonly threshold: number;
  /** Starts anew. */
  reset(): void;
  /** The whole state as plain numbers, in an order that `load` knows. */
  save(): number[];
  load(state: readonly number[]): void;
}

/** Gaps that are remembered; of more, the oldest are forgotten: what comes into them counts as a repetition. */
const MOST_GAPS = 10_000;

/** Stretches of numbers that were passed over, in order, and may yet come. */
export class Gaps {
  /** Ends exclusive. */
  readonly #stretches: { from: number; to: number }[] = [];

  /** Remembers from..to (exclusive), which lies above all others. */
  add(from: number, to: number): void {
    if (from >= to) return;
    this.#stretches.push({ from, to });
    if (this.#stretches.length > MOST_GAPS) this.#stretches.shift();
  }

  /** True when the number lies in a gap, which it leaves. */
  fill(value: number): boolean {
    const place = this.#stretches.findIndex(({ to }) => value < to);
    const found = this.#stretches[place];
    if (found === undefined || value < found.from) return false;
    const parts = [
      { from: found.from, to: value },
      { from: value + 1, to: found.to },
    ].filter(({ from, to }) => from < to);
    this.#stretches.splice(place, 1, ...parts);
    return true;
  }
}

/** The rows of a long series that a picture of `buckets` columns needs, run by run. */
export interface Runs {
  /** Row numbers, ascending. */
  readonly rows: readonly number[];
  /** For each of these rows the number of its unbroken run. */
  readonly runs: readonly number[];
}

/**
 * Min-max decimation: of each horizontal bucket the first, lowest, highest and last point are kept, so peaks and
 * edges stay where they are (Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014).
 * A missing value, or a change of `segment`, ends a run: the line has a gap there.
 *
 * @param x ascending within a run; a step backwards starts a new run
 */
export function decimate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  buckets: number,
  segment?: ArrayLike<number | string | null>,
): Runs {
  const rows: number[] = [];
  const runs: number[] = [];
  const [low, high] = extentOf(x);
  const width = high > low ? (high - low) / buckets : 1;
  const thin = x.length > 4 * buckets;
  let run = -1;
  let open = false;
  let bucket = Number.NaN;
  let first = 0;
  let min = 0;
  let max = 0;
  let last = 0;

  function keep(row: number): void {
    if (rows.at(-1) === row && runs.at(-1) === run) return;
    rows.push(row);
    runs.push(run);
  }
  function flush(): void {
    if (!open) return;
    keep(first);
    keep(Math.min(min, max));
    keep(Math.max(min, max));
    keep(last);
    open = false;
  }

  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      flush();
      bucket = Number.NaN;
      continue;
    }
    const follows =
      !Number.isNaN(bucket) && x[i] >= x[last] && (segment === undefined || segment[i] === segment[last]);
    const here = thin ? Math.floor((x[i] - low) / width) : i;
    if (!follows) {
      flush();
      run++;
    } else if (here !== bucket) flush();
    if (!open) {
      open = true;
      first = min = max = i;
    }
    bucket = here;
    if (y[i] < y[min]) min = i;
    if (y[i] > y[max]) max = i;
    last = i;
  }
  flush();
  return { rows, runs };
}

/** Lowest and highest finite value; [0, 0] when there is none. */
export function extentOf(values: ArrayLike<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 0] : [low, high];
}
